// Tools around the code: images, infrastructure, shell scripts, git and the runner itself, and gates that sum up.
import type { Grammar } from '../../grammar.ts';
import { ansibleLint } from './ansible-lint.ts';
import { cfnLint, djlint, importLinter } from './blocks.ts';
import { dockerBuild } from './docker-build.ts';
import { gates } from './gates.ts';
import { git } from './git.ts';
import { github } from './github.ts';
import { lintLines } from './lint-lines.ts';
import { preCommit } from './pre-commit.ts';
import { shellcheck } from './shellcheck.ts';
import { terraform } from './terraform.ts';

export const DELIVERY: readonly Grammar[] = [
  dockerBuild,
  terraform,
  shellcheck,
  git,
  github,
  preCommit,
  ansibleLint,
  djlint,
  cfnLint,
  importLinter,
  ...lintLines,
  gates,
];
