# The packages that our flake names, made of a shell, and of the program that cargo built.
{ lib, system }:
let
  # Where this machine has its shell and its tools; tests/nix/setup writes it.
  machine = import ./machine.nix;

  # As nixpkgs: an argument is taken from the packages unless it is given.
  callPackage =
    file: given:
    let
      make = if lib.isFunction file then file else import file;
    in
    make (lib.intersectAttrs (lib.functionArgs make) packages // given);

  # `stdenv.mkDerivation` with the phases that are asked for, and the tools of this machine.
  run =
    name: attributes: script:
    derivation (
      {
        inherit name system;
        builder = machine.bash;
        args = [
          "-euc"
          ''
            for each in ''${nativeBuildInputs:-}; do PATH=$each/bin:$PATH; done
            ${script}
            # Nix kills a builder that closes its output, as `cp` does before it ends: the shell has to be last.
            true
          ''
        ];
        PATH = machine.path;
      }
      // removeAttrs attributes [ "meta" ]
    )
    // {
      meta = attributes.meta or { };
      overrideAttrs = change: run name (attributes // change attributes) script;
    };

  # A tool that nothing here calls.
  tool = name: run name { meta.mainProgram = name; } "mkdir -p $out/bin";

  platform = lib.systems.elaborate system;

  packages = {
    inherit lib callPackage;

    stdenv = {
      hostPlatform = platform;
      buildPlatform = platform;
    };

    runCommand =
      name: attributes: script:
      run name attributes script;

    writeText =
      name: text:
      run name {
        inherit text;
        passAsFile = [ "text" ];
      } "cp $textPath $out";

    formats.json = _: {
      type = lib.types.anything // {
        description = "JSON value";
      };
      generate = name: value: packages.writeText name (builtins.toJSON value);
    };

    mkShell = { packages }: run "shell" { inherit packages; } "touch $out";

    # What the shell functions of installShellFiles do, in few words.
    installShellFiles = run "install-shell-files" { } ''
      mkdir -p $out/bin
    '';

    rustPlatform.buildRustPackage =
      attributes:
      run "${attributes.pname}-${attributes.version}"
        {
          inherit (attributes) src nativeBuildInputs meta;
          lock = attributes.cargoLock.lockFile;
          built = ./k3s-migrate;
        }
        ''
          test -e $src/src/main.rs
          test -e $lock
          installManPage() {
            mkdir -p $out/share/man/man1
            cp "$@" $out/share/man/man1/
          }
          installShellCompletion() {
            mkdir -p $out/share/completions
            test "$1 $2" = "--cmd k3s-migrate"
            shift 2
            while test $# -gt 0; do
              cat "$2" > "$out/share/completions/''${1#--}"
              shift 2
            done
          }
          mkdir -p $out/bin
          cp $built $out/bin/k3s-migrate
          chmod +x $out/bin/k3s-migrate
          cd $TMPDIR
          ${attributes.postInstall}
        '';

    # A machine is evaluated in all its states, and the script is compiled; nothing is run.
    testers.runNixOSTest =
      test:
      let
        machine = import ./nixos.nix { inherit lib; } { modules = [ test.nodes.machine ]; };
        inherit (machine.config.system.build) toplevel specialisations;
      in
      run "vm-test-${test.name}" {
        inherit (test) testScript;
        systems = [ toplevel ] ++ lib.attrValues specialisations;
        passAsFile = [ "testScript" ];
      } "python3 -m py_compile $testScriptPath; echo $systems > $out";

    buildEnv = { name, paths }: run name { inherit paths; } "echo $paths > $out";
    dockerTools.buildImage =
      {
        name,
        tag,
        config,
        copyToRoot,
      }:
      run "${baseNameOf name}-${tag}.tar.gz" {
        inherit copyToRoot;
        config = builtins.toJSON config;
      } "echo $copyToRoot > $out";

    nixfmt-tree = tool "nixfmt-tree";

    # The script before a container's start, by the name that NixOS gives it.
    preStart = "/nix/store/00000000000000000000000000000000-pre-start";
  }
  // lib.genAttrs [
    "bash"
    "busybox"
    "cargo"
    "clippy"
    "deadnix"
    "jq"
    "just"
    "k3s"
    "nix"
    "nixfmt"
    "podman"
    "rust-analyzer"
    "rustc"
    "rustfmt"
    "shellcheck"
    "statix"
  ] tool;
in
packages
