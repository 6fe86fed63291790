CREATE TABLE `__new_rollup_units` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`kind` text NOT NULL,
	`cell` text NOT NULL,
	`variant` integer NOT NULL,
	`day` integer NOT NULL,
	`assigned` integer NOT NULL,
	`found` integer NOT NULL,
	`confirmed` integer NOT NULL,
	`seen` integer NOT NULL,
	PRIMARY KEY(`experiment`, `phase`, `kind`, `day`, `cell`, `variant`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_rollup_units`("experiment", "phase", "kind", "cell", "variant", "day", "assigned", "found", "confirmed", "seen") SELECT "experiment", "phase", substr("cell", 1, instr("cell", ':') - 1), "cell", "variant", "day", "assigned", "found", "confirmed", "seen" FROM `rollup_units`;--> statement-breakpoint
DROP TABLE `rollup_units`;--> statement-breakpoint
ALTER TABLE `__new_rollup_units` RENAME TO `rollup_units`;--> statement-breakpoint
CREATE TABLE `__new_rollups` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`kind` text NOT NULL,
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
	PRIMARY KEY(`experiment`, `phase`, `kind`, `day`, `cell`, `metric`, `variant`, `level`, `part`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_rollups`("experiment", "phase", "kind", "cell", "metric", "variant", "day", "level", "part", "units", "converted", "s_0", "s_1", "raw_0", "raw_1", "q_0", "q_1", "q_2", "q_3", "p_0", "p_1", "p_2", "p_3", "other_currency", "no_amount", "pending") SELECT "experiment", "phase", substr("cell", 1, instr("cell", ':') - 1), "cell", "metric", "variant", "day", "level", "part", "units", "converted", "s_0", "s_1", "raw_0", "raw_1", "q_0", "q_1", "q_2", "q_3", "p_0", "p_1", "p_2", "p_3", "other_currency", "no_amount", "pending" FROM `rollups`;--> statement-breakpoint
DROP TABLE `rollups`;--> statement-breakpoint
ALTER TABLE `__new_rollups` RENAME TO `rollups`;--> statement-breakpoint
CREATE TRIGGER `drop_empty_rollup_units` AFTER UPDATE ON `rollup_units` WHEN NEW.`assigned` = 0
BEGIN
	DELETE FROM `rollup_units` WHERE `experiment` = NEW.`experiment` AND `phase` = NEW.`phase` AND `kind` = NEW.`kind` AND `day` = NEW.`day` AND `cell` = NEW.`cell` AND `variant` = NEW.`variant`;
END;--> statement-breakpoint
CREATE TRIGGER `drop_empty_rollups` AFTER UPDATE ON `rollups` WHEN NEW.`units` = 0
BEGIN
	DELETE FROM `rollups` WHERE `experiment` = NEW.`experiment` AND `phase` = NEW.`phase` AND `kind` = NEW.`kind` AND `day` = NEW.`day` AND `cell` = NEW.`cell` AND `metric` = NEW.`metric` AND `variant` = NEW.`variant` AND `level` = NEW.`level` AND `part` = NEW.`part`;
END;
