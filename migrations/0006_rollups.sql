CREATE TABLE `erased` (
	`digest` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `links` (
	`customer` text NOT NULL,
	`visitor` text NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`customer`, `visitor`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `measures` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`event` text NOT NULL,
	`metric` text NOT NULL,
	`leg` text NOT NULL,
	`fn` text NOT NULL,
	`state` text NOT NULL,
	`after_ms` integer NOT NULL,
	`window_ms` integer,
	`cap` integer,
	PRIMARY KEY(`experiment`, `phase`, `event`, `metric`, `leg`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `orders` (
	`order_id` text NOT NULL,
	`name` text NOT NULL,
	`claimant` text NOT NULL,
	`visitor` text,
	`customer` text,
	`matched_by` text,
	`at_ms` integer NOT NULL,
	`received_ms` integer NOT NULL,
	`value_minor` integer,
	`currency` text,
	`refunded_minor` integer NOT NULL,
	`paid_at` integer,
	`delivered_at` integer,
	`refused_at` integer,
	`payment` text,
	`conflict` integer NOT NULL,
	PRIMARY KEY(`order_id`, `name`, `claimant`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `orders_by_visitor` ON `orders` (`visitor`,`at_ms`);--> statement-breakpoint
CREATE INDEX `orders_by_customer` ON `orders` (`customer`) WHERE customer IS NOT NULL;--> statement-breakpoint
CREATE TABLE `outcomes` (
	`unit` text NOT NULL,
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`metric` text NOT NULL,
	`x` integer NOT NULL,
	`raw` integer NOT NULL,
	`d` integer NOT NULL,
	`c` integer NOT NULL,
	`other_currency` integer NOT NULL,
	`no_amount` integer NOT NULL,
	`pending` integer NOT NULL,
	`payment` text NOT NULL,
	PRIMARY KEY(`unit`, `experiment`, `phase`, `metric`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `phase_rules` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`currency` text NOT NULL,
	`rates` text NOT NULL,
	`offsets` text NOT NULL,
	PRIMARY KEY(`experiment`, `phase`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rollup_units` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`cell` text NOT NULL,
	`variant` integer NOT NULL,
	`day` integer NOT NULL,
	`assigned` integer NOT NULL,
	`found` integer NOT NULL,
	`confirmed` integer NOT NULL,
	`seen` integer NOT NULL,
	PRIMARY KEY(`experiment`, `phase`, `cell`, `variant`, `day`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rollups` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`cell` text NOT NULL,
	`metric` text NOT NULL,
	`variant` integer NOT NULL,
	`day` integer NOT NULL,
	`level` integer NOT NULL,
	`units` integer NOT NULL,
	`converted` integer NOT NULL,
	`x_0` integer NOT NULL,
	`x_1` integer NOT NULL,
	`raw_0` integer NOT NULL,
	`raw_1` integer NOT NULL,
	`d_0` integer NOT NULL,
	`d_1` integer NOT NULL,
	`c_0` integer NOT NULL,
	`c_1` integer NOT NULL,
	`xx_0` integer NOT NULL,
	`xx_1` integer NOT NULL,
	`xx_2` integer NOT NULL,
	`xx_3` integer NOT NULL,
	`dd_0` integer NOT NULL,
	`dd_1` integer NOT NULL,
	`dd_2` integer NOT NULL,
	`dd_3` integer NOT NULL,
	`xd_0` integer NOT NULL,
	`xd_1` integer NOT NULL,
	`xd_2` integer NOT NULL,
	`xd_3` integer NOT NULL,
	`cc_0` integer NOT NULL,
	`cc_1` integer NOT NULL,
	`cc_2` integer NOT NULL,
	`cc_3` integer NOT NULL,
	`xc_0` integer NOT NULL,
	`xc_1` integer NOT NULL,
	`xc_2` integer NOT NULL,
	`xc_3` integer NOT NULL,
	`other_currency` integer NOT NULL,
	`no_amount` integer NOT NULL,
	`pending` integer NOT NULL,
	PRIMARY KEY(`experiment`, `phase`, `cell`, `metric`, `variant`, `day`, `level`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `seals` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`sealed_at` integer NOT NULL,
	`digest` text NOT NULL,
	`units` integer NOT NULL,
	PRIMARY KEY(`experiment`, `phase`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `touched` (
	`unit` text PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `touched_orders` (
	`order_id` text PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `phases` ADD `rules` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE TRIGGER `pin_rules` AFTER INSERT ON `phases` WHEN json_extract(NEW.`rules`, '$.currency') IS NOT NULL
BEGIN
	INSERT INTO `phase_rules` (`experiment`, `phase`, `currency`, `rates`, `offsets`)
	VALUES (NEW.`experiment`, NEW.`phase`, json_extract(NEW.`rules`, '$.currency'), json_extract(NEW.`rules`, '$.rates'), json_extract(NEW.`rules`, '$.offsets'));
	INSERT INTO `measures` (`experiment`, `phase`, `event`, `metric`, `leg`, `fn`, `state`, `after_ms`, `window_ms`, `cap`)
	SELECT NEW.`experiment`, NEW.`phase`, `value`->>0, `value`->>1, `value`->>2, `value`->>3, `value`->>4, `value`->>5, `value`->>6, `value`->>7
	FROM json_each(NEW.`rules`, '$.measures') WHERE true ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
CREATE TRIGGER `drop_empty_rollup_units` AFTER UPDATE ON `rollup_units` WHEN NEW.`assigned` = 0
BEGIN
	DELETE FROM `rollup_units` WHERE `experiment` = NEW.`experiment` AND `phase` = NEW.`phase` AND `cell` = NEW.`cell` AND `variant` = NEW.`variant` AND `day` = NEW.`day`;
END;--> statement-breakpoint
CREATE TRIGGER `drop_empty_rollups` AFTER UPDATE ON `rollups` WHEN NEW.`units` = 0
BEGIN
	DELETE FROM `rollups` WHERE `experiment` = NEW.`experiment` AND `phase` = NEW.`phase` AND `cell` = NEW.`cell` AND `metric` = NEW.`metric` AND `variant` = NEW.`variant` AND `day` = NEW.`day` AND `level` = NEW.`level`;
END;
