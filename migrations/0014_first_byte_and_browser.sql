ALTER TABLE `exposures` ADD `first_byte_ms` integer;--> statement-breakpoint
ALTER TABLE `exposures` ADD `browser` text;