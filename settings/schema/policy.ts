import * as value from "../values.ts";

/** What the cluster refuses, whoever asks for it. */
export const policySettings = {
  admissionPolicy: value.flag,
};
