/**
 * Sends until the answer is heard. A server that refuses a body for its length hangs up while the body is still under
 * way, and a client that is busy writing then loses the answer now and then; between a browser and Cloudflare, the
 * network's own buffers stand in between.
 */
export async function heard<Answer>(send: () => Promise<Answer>, times = 5): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (times <= 1 || !isHangUp(error)) throw error;
    return await heard(send, times - 1);
  }
}

function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && error.cause instanceof Error && Reflect.get(error.cause, "code");
  return code === "ECONNRESET" || code === "EPIPE" || code === "UND_ERR_SOCKET";
}
