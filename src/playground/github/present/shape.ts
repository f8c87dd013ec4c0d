// Keeps the stand-in's answers honest: every field it gives must exist in GitHub's published schema, with GitHub's type.
import type { components } from '@octokit/openapi-types';

type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Loose<T[Key]> | undefined }
    : T;

/** A part of one of GitHub's schemas: fields may be left out, none may be invented. */
export type Shape<Name extends keyof components['schemas']> = Loose<components['schemas'][Name]>;
