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
