/**
 * Loaded before our scripts (`node --import`), and plain JavaScript, so that a Node which cannot run TypeScript says
 * so in words instead of failing on the first type.
 */
const NEEDED = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    `This is Node ${process.versions.node} (${process.execPath}); Lahza's scripts need ${NEEDED.join(".")} or later.\n` +
      "On Linux (x64) `npm ci` brings one along for `npm start`, `npm run` and `npx`: run it without --omit=optional.\n" +
      "Elsewhere, install Node 24: https://nodejs.org/",
  );
  process.exit(1);
}
