CREATE TABLE `approvals` (
	`experiment` integer NOT NULL,
	`revision` integer NOT NULL,
	`approved_by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`experiment`, `revision`, `approved_by`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`resource` text NOT NULL,
	`before` text,
	`after` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_by_resource` ON `audit` (`resource`,`id`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`token` text NOT NULL,
	`key` text NOT NULL,
	`request` text NOT NULL,
	`digest` text NOT NULL,
	`status` integer,
	`response` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`token`, `key`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `idempotency_by_age` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`experiment` integer NOT NULL,
	`revision` integer NOT NULL,
	`status` text NOT NULL,
	`phase` integer NOT NULL,
	`rollout_variant` text,
	`definition` text NOT NULL,
	`action` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`note` text,
	PRIMARY KEY(`experiment`, `revision`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`hash` text NOT NULL,
	`role` text NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`created_at` integer NOT NULL,
	`revoked_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);--> statement-breakpoint
ALTER TABLE `experiments` ADD `rollout_variant` text;--> statement-breakpoint
ALTER TABLE `phases` ADD `goals` text DEFAULT '[]' NOT NULL;