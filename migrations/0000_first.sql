CREATE TABLE `assets` (
	`hash` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`body` text NOT NULL,
	`integrity` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `counters` (
	`hour` integer NOT NULL,
	`reason` text NOT NULL,
	`subject` text DEFAULT '' NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`hour`, `reason`, `subject`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `events` (
	`source` text NOT NULL,
	`unit` text NOT NULL,
	`id` text NOT NULL,
	`visitor` text NOT NULL,
	`name` text NOT NULL,
	`at_ms` integer NOT NULL,
	`received_ms` integer NOT NULL,
	`value_minor` integer,
	`currency` text,
	`order_id` text,
	PRIMARY KEY(`source`, `unit`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `events_by_visitor` ON `events` (`visitor`,`name`,`at_ms`);--> statement-breakpoint
CREATE INDEX `events_by_order` ON `events` (`order_id`,`name`) WHERE order_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `experiments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`status` text NOT NULL,
	`phase` integer NOT NULL,
	`revision` integer NOT NULL,
	`definition` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `experiments_key_unique` ON `experiments` (`key`);--> statement-breakpoint
CREATE TABLE `exposures` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`visitor` text NOT NULL,
	`variant` integer NOT NULL,
	`conflict` integer DEFAULT 0 NOT NULL,
	`assigned_at` integer NOT NULL,
	`found_at` integer,
	`confirmed_at` integer,
	`seen_at` integer,
	`device` text,
	`country` text,
	`language` text,
	`visitor_kind` text,
	`source` text,
	PRIMARY KEY(`experiment`, `phase`, `visitor`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `goals` (
	`key` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `metrics` (
	`key` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `phases` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`revision` integer NOT NULL,
	`definition` text NOT NULL,
	`metrics` text NOT NULL,
	`currency` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`experiment`, `phase`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rulesets` (
	`version` integer NOT NULL,
	`format` integer NOT NULL,
	`digest` text NOT NULL,
	`checksum` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`version`, `format`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
