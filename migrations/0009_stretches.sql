CREATE TABLE `stretches` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`stretch` integer NOT NULL,
	`from_ms` integer NOT NULL,
	`weights` text NOT NULL,
	PRIMARY KEY(`experiment`, `phase`, `stretch`)
) STRICT, WITHOUT ROWID;
