/** The smallest Worker: what starting any isolate costs. */
export default {
  fetch(): Response {
    return new Response("ok\n");
  },
};
