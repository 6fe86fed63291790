/** Where the shop's own analytics are told of exposures. */
export const ANALYTICS_DESTINATIONS = ["ga4", "segment", "data_layer", "event"] as const;
