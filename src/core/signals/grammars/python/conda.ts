// conda and mamba: environments that cannot be solved, packages that no channel has, channels that do not answer.
import type { Grammar } from '../../grammar.ts';
import { type Saying, saidBy } from './sayings.ts';

const TREE =
  /^(?:\s|$|- |[├└│]|The following|Could not solve|Pins seem to|package |Package |Found conflicts|Your installed|critical libmamba Could not solve|UnsatisfiableError|\S{1,100} -> )/;

const SAYINGS: readonly Saying[] = [
  {
    kind: 'dependency',
    pattern: /^(?:LibMambaUnsatisfiableError|UnsatisfiableError|SpecsConfigurationConflictError): /,
    goesOn: TREE,
  },
  {
    kind: 'dependency',
    pattern: /^(?:PackagesNotFoundError|ResolvePackageNotFound|PackageNotInstalledError): ?/,
    goesOn: /^(?:\s|$|- )/,
  },
  {
    kind: 'dependency',
    pattern:
      /^(?:error {4}libmamba|critical libmamba|warning {2}libmamba) (?:Could not solve for environment specs|Problem type not implemented)/,
    goesOn: TREE,
  },
  { kind: 'dependency', pattern: /^Could not solve for environment specs$/, goesOn: TREE },
  {
    kind: 'network',
    pattern:
      /^(?:CondaHTTPError|CondaSSLError|CondaConnectionError|ProxyError|ChecksumMismatchError|UnavailableInvalidChannel): ?/,
    goesOn: /^(?:\s|$|An HTTP error|If |Elapsed)/,
  },
  {
    kind: 'network',
    pattern: /^critical libmamba (?:Multiple errors|Download error|failed to)/,
    goesOn: /^\s+\S/,
  },
  {
    kind: 'config',
    pattern:
      /^(?:EnvironmentFileNotFound|EnvironmentNameNotFound|EnvironmentLocationNotFound|CondaValueError|CondaEnvException|InvalidVersionSpec|InvalidMatchSpec|NoWritableEnvsDirError|EnvironmentSectionNotValid|SpecNotFound): /,
  },
  { kind: 'resource', pattern: /^NoSpaceLeftError: / },
  { kind: 'permission', pattern: /^(?:EnvironmentNotWritableError|NotWritableError): / },
  { kind: 'dependency', pattern: /^(?:Pip failed|CondaEnvException: Pip failed)$/ },
];

export const conda: Grammar = {
  tool: 'conda',
  marks: [
    'UnsatisfiableError',
    'PackagesNotFoundError',
    'ResolvePackageNotFound',
    'libmamba',
    'Could not solve for environment',
    'CondaHTTPError',
    'CondaSSLError',
    'EnvironmentFileNotFound',
    'EnvironmentNameNotFound',
    'CondaValueError',
    'CondaEnvException',
    'InvalidVersionSpec',
    'InvalidMatchSpec',
    'NoSpaceLeftError',
    'NotWritableError',
    'ChecksumMismatchError',
    'UnavailableInvalidChannel',
    'ProxyError',
    'CondaConnectionError',
  ],
  read(lines) {
    // What pip said stands above, and is pip's.
    const isPips = lines.some(({ text }) => text === 'Pip subprocess error:');
    const findings = saidBy(lines, SAYINGS).filter(
      ({ message }) => !isPips || !message.endsWith('Pip failed'),
    );
    return { findings };
  },
};
