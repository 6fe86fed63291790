CREATE TABLE `__new_events` (
	`unit` text NOT NULL,
	`source` text NOT NULL,
	`id` text NOT NULL,
	`visitor` text,
	`customer` text,
	`name` text NOT NULL,
	`at_ms` integer NOT NULL,
	`received_ms` integer NOT NULL,
	`value_minor` integer,
	`currency` text,
	`order_id` text,
	`refund_id` text,
	`payment` text,
	`conflict` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`unit`, `source`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_events` ("unit", "source", "id", "visitor", "name", "at_ms", "received_ms", "value_minor", "currency", "order_id") SELECT "unit", "source", "id", "visitor", "name", "at_ms", "received_ms", "value_minor", "currency", "order_id" FROM `events`;--> statement-breakpoint
DROP TABLE `events`;--> statement-breakpoint
ALTER TABLE `__new_events` RENAME TO `events`;--> statement-breakpoint
CREATE INDEX `events_by_order` ON `events` (`order_id`) WHERE order_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `events_by_customer` ON `events` (`customer`) WHERE customer IS NOT NULL;--> statement-breakpoint
CREATE TABLE `__new_exposures` (
	`experiment` integer NOT NULL,
	`phase` integer NOT NULL,
	`unit` text NOT NULL,
	`visitor` text,
	`customer` text,
	`variant` integer NOT NULL,
	`stretch` integer DEFAULT 0 NOT NULL,
	`conflict` integer DEFAULT 0 NOT NULL,
	`assigned_at` integer NOT NULL,
	`found_at` integer,
	`confirmed_at` integer,
	`seen_at` integer,
	`device` text,
	`country` text,
	`region` text,
	`language` text,
	`visitor_kind` text,
	`source` text,
	`stage` text,
	PRIMARY KEY(`unit`, `experiment`, `phase`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_exposures` ("experiment", "phase", "unit", "visitor", "variant", "conflict", "assigned_at", "found_at", "confirmed_at", "seen_at", "device", "country", "language", "visitor_kind", "source") SELECT "experiment", "phase", "visitor", "visitor", "variant", "conflict", "assigned_at", "found_at", "confirmed_at", "seen_at", "device", "country", "language", "visitor_kind", "source" FROM `exposures`;--> statement-breakpoint
DROP TABLE `exposures`;--> statement-breakpoint
ALTER TABLE `__new_exposures` RENAME TO `exposures`;--> statement-breakpoint
CREATE TRIGGER `count_event_conflict` AFTER UPDATE OF `conflict` ON `events` WHEN NEW.`conflict` > OLD.`conflict`
BEGIN
	INSERT INTO `counters` (`hour`, `reason`, `subject`, `count`) VALUES (unixepoch() / 3600, 'conflict', NEW.`name`, 1)
	ON CONFLICT (`hour`, `reason`, `subject`) DO UPDATE SET `count` = `count` + 1;
END;--> statement-breakpoint
CREATE TRIGGER `count_variant_conflict` AFTER UPDATE OF `conflict` ON `exposures` WHEN NEW.`conflict` > OLD.`conflict`
BEGIN
	INSERT INTO `counters` (`hour`, `reason`, `subject`, `count`) VALUES (unixepoch() / 3600, 'variant-conflict', NEW.`experiment`, 1)
	ON CONFLICT (`hour`, `reason`, `subject`) DO UPDATE SET `count` = `count` + 1;
END;
