CREATE TABLE `arrivals` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`received_ms` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`name` text NOT NULL,
	`source` text NOT NULL,
	`visitor` text,
	`customer` text,
	`value_minor` integer,
	`currency` text,
	`order_id` text,
	`experiment` integer,
	`variant` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `tracking` (
	`id` integer PRIMARY KEY NOT NULL,
	`until_ms` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TRIGGER `event_arrives` AFTER INSERT ON `events` WHEN 1 AND (SELECT `until_ms` FROM `tracking` WHERE `id` = 1) > unixepoch() * 1000
BEGIN
	INSERT INTO `arrivals` (`received_ms`, `at_ms`, `name`, `source`, `visitor`, `customer`, `value_minor`, `currency`, `order_id`)
	VALUES (NEW.`received_ms`, NEW.`at_ms`, NEW.`name`, NEW.`source`, NEW.`visitor`, NEW.`customer`, NEW.`value_minor`, NEW.`currency`, NEW.`order_id`);
	DELETE FROM `arrivals` WHERE `number` <= (SELECT max(`number`) FROM `arrivals`) - 500;
END;
--> statement-breakpoint
CREATE TRIGGER `exposure_arrives` AFTER INSERT ON `exposures` WHEN 1 AND (SELECT `until_ms` FROM `tracking` WHERE `id` = 1) > unixepoch() * 1000
BEGIN
	INSERT INTO `arrivals` (`received_ms`, `at_ms`, `name`, `source`, `visitor`, `customer`, `experiment`, `variant`)
	VALUES (unixepoch() * 1000, NEW.`assigned_at`, 'lahza.exposure', 'edge', NEW.`visitor`, NEW.`customer`, NEW.`experiment`, NEW.`variant`);
	DELETE FROM `arrivals` WHERE `number` <= (SELECT max(`number`) FROM `arrivals`) - 500;
END;
--> statement-breakpoint
CREATE TRIGGER `confirmation_arrives` AFTER UPDATE OF `confirmed_at` ON `exposures` WHEN OLD.`confirmed_at` IS NULL AND NEW.`confirmed_at` IS NOT NULL AND (SELECT `until_ms` FROM `tracking` WHERE `id` = 1) > unixepoch() * 1000
BEGIN
	INSERT INTO `arrivals` (`received_ms`, `at_ms`, `name`, `source`, `visitor`, `customer`, `experiment`, `variant`)
	VALUES (unixepoch() * 1000, NEW.`confirmed_at`, 'lahza.confirm', 'browser', NEW.`visitor`, NEW.`customer`, NEW.`experiment`, NEW.`variant`);
	DELETE FROM `arrivals` WHERE `number` <= (SELECT max(`number`) FROM `arrivals`) - 500;
END;
