/** `npm run lahza` as it is typed, against the real Worker: push, pull, diff and check. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Remote } from "../../scripts/lib/files-remote.ts";
import { ADMIN_TOKEN, type Lahza, startLahza } from "./lahza.ts";

const ROOT = join(import.meta.dirname, "../..");

const FILES = {
  "experiments/delivery.yaml": `# Asked for by the shop's own people.
key: delivery
name: What delivery costs
pages:
  include: [/products/*]
traffic: 0.1
variants:
  - key: control
    weight: 0.5
  # Says it below the button.
  - key: says-it
    weight: 0.5
    changes:
      - selector: form.add-to-cart
        action: after
        value: { en: Delivery is free, fa: ارسال رایگان است, ar: التوصيل مجاني }
metrics:
  primary: carts
expect:
  pages: [/products/saffron-negin]
  matches: { form.add-to-cart: 1 }
`,
  "experiments/words.json": `${JSON.stringify(
    {
      key: "words",
      name: "Other words",
      pages: { include: ["/"] },
      variants: [
        { key: "a", weight: 0.5 },
        { key: "b", weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: "Hello" }] },
      ],
    },
    null,
    2,
  )}\n`,
  "goals/cart.yaml": "key: cart\nkind: request\nmethod: POST\npath: /cart/add\n",
  "metrics/carts.yaml": "key: carts\nkind: count # each of them\nevent: cart\n",
} as const;

let lahza: Lahza;
let root = "";
let count = 0;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "lahza-files-"));
  lahza = await startLahza("example-shop");
}, 60_000);
afterAll(async () => {
  rmSync(root, { recursive: true, force: true });
  await (lahza as Lahza | undefined)?.close();
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  write(folder, files);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.\w+$/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

interface Ran {
  readonly code: number | null;
  readonly printed: string;
  readonly complained: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["scripts/lahza.ts", ...args], {
      cwd: ROOT,
      env: { ...process.env, LAHZA_URL: lahza.url.href, LAHZA_TOKEN: ADMIN_TOKEN, ...env },
    });
    let [printed, complained] = ["", ""];
    child.stdout.on("data", (chunk) => (printed += String(chunk)));
    child.stderr.on("data", (chunk) => (complained += String(chunk)));
    child.once("close", (code) => resolve({ code, printed, complained }));
  });
}

async function api(method: string, path: string, body?: object, etag?: string) {
  const response = await fetch(new URL(`/_lahza/api${path}`, lahza.url), {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(etag === undefined ? {} : { "if-match": etag }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.ok ? "" : await response.text()).toBe("");
  return (await response.json()) as { data: Record<string, unknown> };
}

test("files → Lahza → files: the same, and once more nothing to do", async () => {
  const folder = folderOf(FILES);
  const dry = await run(["push", folder, "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, complained: "" });
  expect(dry.printed).toContain("+ experiments/delivery.yaml");
  expect(dry.printed).toContain("✓ goals/cart.yaml: would be a new goal");
  expect((await run(["diff", folder])).code).toBe(1);

  expect(await run(["push", folder])).toMatchObject({
    code: 0,
    complained: "",
    printed: expect.stringContaining("4 pushed, 0 refused"),
  });
  expect((await api("GET", "/experiments/delivery")).data).toMatchObject({
    status: "draft",
    traffic: 0.1,
    revision: 1,
    metrics: { primary: "carts", secondary: [], guardrails: [] },
  });
  expect(await run(["diff", folder])).toMatchObject({ code: 0, printed: "0 to push, 4 the same\n" });
  expect(await run(["pull", folder])).toMatchObject({
    code: 0,
    printed: "0 new, 0 changed, 4 as they were\n",
  });
  const { "settings.yaml": settings, ...same } = filesOf(folder);
  expect(settings).toContain('languages: ["en"]');
  expect(same).toEqual(FILES);

  const fresh = folderOf({});
  await run(["pull", fresh]);
  expect(Object.keys(filesOf(fresh)).toSorted()).toEqual([
    "experiments/delivery.yaml",
    "experiments/words.yaml",
    "goals/cart.yaml",
    "metrics/carts.yaml",
    "settings.yaml",
  ]);
  expect(await run(["diff", fresh])).toMatchObject({ code: 0 });
  const first = filesOf(fresh);
  await run(["pull", fresh]);
  expect(filesOf(fresh)).toEqual(first);
}, 120_000);

test("what changed in Lahza comes into the file with its comments; what changed in the file goes to Lahza", async () => {
  const folder = folderOf(FILES);
  await api("PATCH", "/experiments/delivery", { traffic: 0.2, audience: { device: "mobile" } }, '"1"');
  const diff = await run(["diff", folder]);
  expect(diff).toMatchObject({ code: 1 });
  expect(diff.printed).toContain(
    '~ experiments/delivery.yaml\n    /audience/device: "mobile" → (nothing)\n    /traffic: 0.2 → 0.1\n',
  );
  expect((await run(["pull", folder])).printed).toContain("~ experiments/delivery.yaml\n");
  const pulled = filesOf(folder)["experiments/delivery.yaml"] ?? "";
  for (const kept of [
    "# Asked for by",
    "# Says it below",
    "traffic: 0.2\n",
    "device: mobile",
    "matches: { form.add-to-cart: 1 }",
  ])
    expect(pulled).toContain(kept);

  write(folder, { "experiments/delivery.yaml": pulled.replace("traffic: 0.2", "traffic: 0.3") });
  expect(await run(["push", folder])).toMatchObject({ code: 0, complained: "" });
  expect((await api("GET", "/experiments/delivery")).data).toMatchObject({ traffic: 0.3, revision: 3 });
}, 120_000);

test("what a running experiment refuses is refused in the API's words, at the line", async () => {
  const folder = folderOf({});
  await run(["pull", folder]);
  await api("POST", "/experiments/delivery/start", {}, '"3"');
  const text = filesOf(folder)["experiments/delivery.yaml"] ?? "";
  const line = text.split("\n").findIndex((one) => one.startsWith("traffic")) + 1;
  write(folder, {
    "experiments/delivery.yaml": text.replace("traffic: 0.3", "traffic: 0.1"),
    "goals/tea.yaml": "key: tea\nkind: custom\n",
    "metrics/purchase.yaml": "key: purchase\nkind: count\nevent: purchase\n",
  });
  const { code, printed, complained } = await run(["push", folder]);
  expect(code).toBe(1);
  expect(complained).toContain(
    "✗ experiments/delivery.yaml: This cannot change while the experiment is running\n",
  );
  expect(complained).toMatch(
    new RegExp(`experiments/delivery\\.yaml:${line}: /traffic: a lower traffic .* use new-phase`),
  );
  expect(printed).toContain("~ experiments/delivery.yaml (running)");
  expect(complained).toContain("✗ metrics/purchase.yaml: ");
  expect(complained).toContain("built-in metric");
  expect(printed).toContain("1 pushed, 2 refused");
}, 60_000);

test("with one mistake in the files nothing is sent; without an address or a token it says so", async () => {
  const folder = folderOf({
    ...FILES,
    "goals/bad.yaml": "key: bad\nkind: wish\n",
    "goals/new.yaml": "key: new\nkind: custom\n",
  });
  const { code, complained } = await run(["push", folder]);
  expect([code, complained]).toEqual([
    1,
    expect.stringMatching(/^goals\/bad\.yaml:2: \/kind: this must be one of page/),
  ]);
  expect((await run(["diff", folder])).code).toBe(1);
  const goals = (await api("GET", "/goals")) as unknown as { data: { key: string }[] };
  expect(goals.data.map(({ key }) => key)).not.toContain("new");

  const fine = folderOf(FILES);
  expect(await run(["diff", fine], { LAHZA_TOKEN: "wrong" })).toMatchObject({
    code: 2,
    complained: expect.stringContaining("Lahza says: "),
  });
  expect(await run(["diff", fine], { LAHZA_TOKEN: "", ADMIN_TOKEN: "" })).toMatchObject({
    code: 2,
    complained: expect.stringContaining("--token"),
  });
  expect(await run(["diff", fine, "--url", "http://127.0.0.1:9748"])).toMatchObject({
    code: 2,
    complained: expect.stringContaining("does not answer"),
  });
  expect(await run(["dif", fine])).toMatchObject({ code: 2, complained: expect.stringContaining("Usage") });
}, 60_000);

test("a change that was made for another revision is not put over somebody else's", async () => {
  const remote = new Remote(lahza.url.href, ADMIN_TOKEN);
  const seen = await remote.get("experiments", "words");
  if (seen === null) throw new Error("there is no such experiment");
  await api("PATCH", "/experiments/words", { hypothesis: "Mine" }, seen.etag);
  const mine = { ...seen.definition, hypothesis: "Yours" };
  expect(await remote.put("experiments", mine, seen.etag, false)).toMatchObject({
    ok: false,
    title: expect.stringContaining("Somebody else changed it meanwhile"),
  });
  expect((await api("GET", "/experiments/words")).data).toMatchObject({ hypothesis: "Mine" });
});

test("check: pages of the shop as they are declared, and a page that changed", async () => {
  const folder = folderOf(FILES);
  const good = await run(["check", folder]);
  expect(good).toMatchObject({ code: 0, complained: "" });
  expect(good.printed).toContain("2 experiments; on 1 page 1 changes as declared; all is well");

  const saved = await (
    await fetch(new URL("/products/saffron-negin", lahza.url), { headers: { "user-agent": "Googlebot/2.1" } })
  ).text();
  write(folder, { "changed.html": saved.replaceAll("add-to-cart", "buy-form") });
  const bad = await run(["check", folder, "--page", `${folder}/changed.html@/products/saffron-negin`]);
  expect(bad.code).toBe(1);
  expect(bad.complained).toMatch(
    /^experiments\/delivery\.yaml:14: \/variants\/1\/changes\/0: after form\.add-to-cart on .*matches nothing, expected 1\n$/,
  );

  const nobody = { LAHZA_URL: "http://127.0.0.1:9748", LAHZA_TOKEN: "" };
  expect(await run(["check", folder], nobody)).toMatchObject({
    code: 1,
    complained: expect.stringContaining("could not be fetched"),
  });
}, 60_000);
