// Which files of a repository decide what its set-up makes: as long as they stay the same, its result may be used again.

/** Lockfiles and manifests of the usual package managers, wherever they lie. */
const NAMES: ReadonlySet<string> = new Set(
  `package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lock bun.lockb
  .npmrc .yarnrc.yml .nvmrc .node-version .tool-versions mise.toml deno.json deno.lock
  pyproject.toml setup.py setup.cfg poetry.lock uv.lock pdm.lock Pipfile Pipfile.lock .python-version environment.yml
  Cargo.toml Cargo.lock rust-toolchain rust-toolchain.toml go.mod go.sum go.work go.work.sum
  pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties gradle.lockfile
  libs.versions.toml gradle-wrapper.properties maven-wrapper.properties
  Gemfile Gemfile.lock .ruby-version composer.json composer.lock mix.exs mix.lock pubspec.yaml pubspec.lock
  Package.swift Package.resolved packages.lock.json global.json Directory.Packages.props CMakeLists.txt conanfile.txt
  conanfile.py vcpkg.json flake.nix flake.lock Makefile`.split(/\s+/),
);
const PATTERNS = [
  /^requirements[\w.-]*\.(?:txt|in)$/,
  /^constraints[\w.-]*\.txt$/,
  /\.(?:cs|fs|vb)proj$/,
  /\.gemspec$/,
];

/** `path` from the root; a file that a command names counts too, such as a script of the repository's own. */
export function decidesSetup(path: string, commands: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return NAMES.has(name) || PATTERNS.some((pattern) => pattern.test(name)) || isNamed(path, commands);
}

const isNamed = (path: string, commands: readonly string[]): boolean =>
  commands.some((command) =>
    command.split(/[\s'"`;&|()<>=]+/).some((word) => word.replace(/^(?:\.\/)+/, '') === path),
  );
