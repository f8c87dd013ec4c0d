// Every linter's JSON that is read as one document; those that look like others come after these.
import type { JsonKind } from '../json-kind.ts';
import { bandit } from './bandit.ts';
import { biome } from './biome.ts';
import { cfnLint } from './cfn-lint.ts';
import { codeQuality } from './code-quality.ts';
import { eslint } from './eslint.ts';
import { golangci } from './golangci.ts';
import { htmlhint } from './htmlhint.ts';
import { linterKind } from './linter.ts';
import { markdownlint } from './markdownlint.ts';
import { oxlint } from './oxlint.ts';
import { phpFiles } from './php-files.ts';
import { placedList } from './placed-list.ts';
import { pylint } from './pylint.ts';
import { pyright } from './pyright.ts';
import { rubocop } from './rubocop.ts';
import { ruff } from './ruff.ts';
import { semgrep } from './semgrep.ts';
import { shellcheck } from './shellcheck.ts';
import { solhint } from './solhint.ts';
import { spectral } from './spectral.ts';
import { sqlfluff } from './sqlfluff.ts';
import { stylelint } from './stylelint.ts';
import { terraform } from './terraform.ts';

export const LINTERS: readonly JsonKind[] = [
  ...[eslint, biome, oxlint, stylelint, golangci, ruff, pylint, pyright, bandit, semgrep, sqlfluff],
  ...[spectral, markdownlint, htmlhint, cfnLint, solhint],
  ...[rubocop, phpFiles, shellcheck, terraform, codeQuality, placedList],
].map(linterKind);
