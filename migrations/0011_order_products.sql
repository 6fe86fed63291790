CREATE TABLE `order_products` (
	`product` text NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`product`, `order_id`)
) STRICT, WITHOUT ROWID;
