// Which repository a request means: the option, else a name in the text, else the only one the channel or the operator has.

import { nearest } from './nearest.ts';
import type { RepoRef } from './task/request.ts';
import { repoName } from './task/request.ts';

export type RepositoryChoice =
  | {
      readonly ok: true;
      readonly repo: RepoRef;
      readonly because: 'option' | 'text' | 'channel' | 'only_one';
    }
  | {
      readonly ok: false;
      readonly because: 'unknown';
      readonly asked: string;
      readonly nearest: string | null;
    }
  | {
      readonly ok: false;
      readonly because: 'ambiguous' | 'none_named';
      readonly candidates: readonly string[];
    };

export function chooseRepository(input: {
  option: string | undefined;
  text: string;
  channelDefault: RepoRef | null;
  configured: readonly RepoRef[];
}): RepositoryChoice {
  const { option, configured } = input;
  if (option !== undefined) return byOption(option, configured);
  const named = configured.filter((repo) => isNamedIn(input.text, repo));
  const [only] = named;
  if (only !== undefined && named.length === 1) return { ok: true, repo: only, because: 'text' };
  if (named.length > 1) return { ok: false, because: 'ambiguous', candidates: named.map(repoName) };
  if (input.channelDefault !== null) return { ok: true, repo: input.channelDefault, because: 'channel' };
  const [single] = configured;
  if (single !== undefined && configured.length === 1) return { ok: true, repo: single, because: 'only_one' };
  return { ok: false, because: 'none_named', candidates: configured.map(repoName) };
}

function byOption(option: string, configured: readonly RepoRef[]): RepositoryChoice {
  const asked = option.toLowerCase();
  const matches = configured.filter(
    (repo) => repoName(repo).toLowerCase() === asked || repo.name.toLowerCase() === asked,
  );
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return { ok: true, repo: only, because: 'option' };
  if (matches.length > 1) return { ok: false, because: 'ambiguous', candidates: matches.map(repoName) };
  return {
    ok: false,
    because: 'unknown',
    asked: option,
    nearest: nearest(
      option,
      configured.flatMap((repo) => [repo.name, repoName(repo)]),
    ),
  };
}

/** A whole word of the text, in any case: "payments" but not "payments-api". */
function isNamedIn(text: string, repo: RepoRef): boolean {
  const words = text
    .toLowerCase()
    .split(/[^\w./-]+/)
    .map((word) => word.replace(/^[./-]+|[./-]+$/g, ''));
  return words.includes(repo.name.toLowerCase()) || words.includes(repoName(repo).toLowerCase());
}
