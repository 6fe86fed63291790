CREATE TABLE `alerts` (
	`experiment` text NOT NULL,
	`phase` integer NOT NULL,
	`event` text NOT NULL,
	`subject` text NOT NULL,
	`url` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer NOT NULL,
	`delivered_at` integer,
	`error` text,
	PRIMARY KEY(`experiment`, `phase`, `event`, `subject`, `url`)
) STRICT, WITHOUT ROWID;
