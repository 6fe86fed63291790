/** The package has no types. */
declare module "@marbec/web-auto-extractor" {
  export default class WebAutoExtractor {
    constructor(options: object);
    parse(html: string): unknown;
  }
}
