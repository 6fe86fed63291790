/** Files as text, as the test runner imports them. */
declare module "*.md?raw" {
  const text: string;
  export default text;
}
