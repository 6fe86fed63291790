/** Command-line arguments of our scripts, by Node's own parser, with a word of help when they are off. */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

export function readArguments<T extends ParseArgsOptionsConfig>(
  options: T,
  usage: string,
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\nUsage: ${usage}`);
    return process.exit(2);
  }
}
