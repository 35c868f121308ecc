/** What a reader may do. Each role may all that those before it may. */
export const ROLES = ["none", "viewer", "operator", "admin"] as const;

/**
 * `none` nothing; `viewer` sees everything but addresses; `operator` sees addresses too; `admin` may act on peers, where
 * actions are enabled.
 */
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Identity {
  readonly role: Role;
  /** The name beside the token; null without one. */
  readonly subject: string | null;
}

/** Whether a role is enough. */
export const covers = (role: Role, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Whether a role may see addresses. */
export const seesAddresses = (role: Role): boolean => covers(role, "operator");
