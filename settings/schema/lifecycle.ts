import * as value from "../values.ts";

export const lifecycleSettings = { jwtRotation: value.text };
