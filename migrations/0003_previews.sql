CREATE TABLE `previews` (
	`id` text PRIMARY KEY NOT NULL,
	`experiment` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `previews_by_experiment` ON `previews` (`experiment`);