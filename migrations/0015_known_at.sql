ALTER TABLE `events` ADD `known_at` integer;--> statement-breakpoint
ALTER TABLE `events` ADD `was` text;--> statement-breakpoint
CREATE INDEX `events_told_anew` ON `events` (`known_at`) WHERE was IS NOT NULL;--> statement-breakpoint
ALTER TABLE `exposures` ADD `known_at` integer;--> statement-breakpoint
ALTER TABLE `exposures` ADD `was` text;--> statement-breakpoint
ALTER TABLE `links` ADD `known_at` integer;--> statement-breakpoint
ALTER TABLE `links` ADD `was` text;