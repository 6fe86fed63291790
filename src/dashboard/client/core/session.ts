/** Who is signed in. What a role may not do is not shown; the API refuses it all the same. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";

export type Role = "viewer" | "editor" | "publisher" | "admin";
const ROLES: readonly Role[] = ["viewer", "editor", "publisher", "admin"];

export interface Session {
  readonly name: string;
  readonly role: Role;
  /** Where the shop's pages are; null while the settings do not name it. */
  readonly shop: string | null;
}

export const SessionContext = createContext<Session>({ name: "", role: "viewer", shop: null });

export function useSession(): Session & { readonly may: (role: Role) => boolean } {
  const session = useContext(SessionContext);
  return { ...session, may: (role) => ROLES.indexOf(session.role) >= ROLES.indexOf(role) };
}
