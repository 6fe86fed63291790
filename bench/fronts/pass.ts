/** The measure of all fronts: the origin's answer, passed on. */
export default {
  fetch(request: Request): Promise<Response> {
    return fetch(request);
  },
};
