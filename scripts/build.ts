/** What has to be generated before anything runs: the browser's modules and the elements' stylesheet, hashed. */
import "./build-client.ts";
