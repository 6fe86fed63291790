export default {
  async fetch(request: Request): Promise<Response> {
    return await fetch(request);
  },
};
