CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`reason` text NOT NULL,
	`attempts` integer NOT NULL,
	`records` text
) STRICT, WITHOUT ROWID;
