DROP TABLE `rollups`;--> statement-breakpoint
CREATE TABLE `rollups` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`cell` text NOT NULL,
	`metric` text NOT NULL,
	`variant` integer NOT NULL,
	`day` integer NOT NULL,
	`level` integer NOT NULL,
	`part` text NOT NULL,
	`units` integer NOT NULL,
	`converted` integer NOT NULL,
	`s_0` integer NOT NULL,
	`s_1` integer NOT NULL,
	`raw_0` integer NOT NULL,
	`raw_1` integer NOT NULL,
	`q_0` integer NOT NULL,
	`q_1` integer NOT NULL,
	`q_2` integer NOT NULL,
	`q_3` integer NOT NULL,
	`p_0` integer NOT NULL,
	`p_1` integer NOT NULL,
	`p_2` integer NOT NULL,
	`p_3` integer NOT NULL,
	`other_currency` integer NOT NULL,
	`no_amount` integer NOT NULL,
	`pending` integer NOT NULL,
	PRIMARY KEY(`experiment`, `phase`, `cell`, `metric`, `variant`, `day`, `level`, `part`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TRIGGER `drop_empty_rollups` AFTER UPDATE ON `rollups` WHEN NEW.`units` = 0
BEGIN
	DELETE FROM `rollups` WHERE `experiment` = NEW.`experiment` AND `phase` = NEW.`phase` AND `cell` = NEW.`cell` AND `metric` = NEW.`metric` AND `variant` = NEW.`variant` AND `day` = NEW.`day` AND `level` = NEW.`level` AND `part` = NEW.`part`;
END;
