CREATE TABLE `batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`number` integer NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `outcomes` ADD `batch` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_x` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_raw` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_d` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_c` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_other_currency` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_no_amount` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_pending` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `was_payment` text;