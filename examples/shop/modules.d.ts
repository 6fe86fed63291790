declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*/client/shop.js" {
  const text: string;
  export default text;
}
declare module "*.woff2" {
  const bytes: ArrayBuffer;
  export default bytes;
}
/** React's part for the browser, as scripts/lib/react-shop.ts bundles it. */
declare module "built:client" {
  const text: string;
  export default text;
}
