# One machine, from podman to K3s and back, for real: `nix build .#checks.x86_64-linux.vm`. Needs KVM.
#
# The host boots as K3s runs it; specialisations are the states of a migration, and switching between them
# is what `just deploy` does. Nothing is fetched: all images are built here.
{ module }:
{
  name = "k3s-migrate";

  nodes.machine =
    {
      lib,
      pkgs,
      ...
    }:
    let
      # A web server and a shell, in an image that no registry has.
      image =
        name: config:
        pkgs.dockerTools.buildImage {
          inherit name config;
          tag = "1";
          copyToRoot = pkgs.buildEnv {
            name = "busybox";
            paths = [ pkgs.busybox ];
          };
        };
      busybox = {
        image = "localhost/busybox:1";
        imageFile = image "localhost/busybox" { };
        pull = "never";
      };
    in
    {
      imports = [ module ];

      virtualisation = {
        memorySize = 3072;
        diskSize = 8192;
        cores = 2;
        oci-containers.backend = "podman";
      };

      virtualisation.oci-containers.containers = {
        web = busybox // {
          cmd = [
            "httpd"
            "-f"
            "-p"
            "80"
            "-h"
            "/srv"
          ];
          ports = [ "127.0.0.1:8080:80" ];
          volumes = [ "pages:/srv" ];
        };
        # Writes down what it sees: words that YAML, a shell or Kubernetes would change on the way.
        hostile = busybox // {
          environment = {
            ANSWER = "no";
            CALL = "$(less)";
            DOLLARS = "$$ and $$$(A)";
            EMPTY = "";
            MANY = "one\ntwo\n";
            NUMBER = "1_000";
            QUOTES = ''"double" 'single' `back` \ slash'';
          };
          environmentFiles = [ "/run/secret.env" ];
          cmd = [
            "sh"
            "-c"
            "{ env | grep -E '^(ANSWER|CALL|DOLLARS|EMPTY|MANY|two|NUMBER|QUOTES|TOKEN)' | sort; printf '%s\\n' \"$@\"; } > /out/new; mv /out/new /out/seen; exec sleep 1d"
            "sh"
            "300 1"
            "$(x)"
            "*"
          ];
          volumes = [ "/srv/out:/out" ];
        };
      };

      systemd.tmpfiles.rules = [
        "d /srv/out 0755 root root"
        "d /var/lib/containers/storage/volumes/pages/_data 0755 root root"
        "f /run/secret.env 0600 root root - TOKEN=from-a-file"
      ];

      services.k3s = {
        enable = true;
        role = "server";
        disable = [
          "coredns"
          "local-storage"
          "metrics-server"
          "servicelb"
          "traefik"
        ];
        extraFlags = [ "--pause-image=localhost/pause:1" ];
        # What every Pod starts with; images of containers come along by themselves.
        images = [
          (image "localhost/pause" {
            Entrypoint = [
              "/bin/sleep"
              "inf"
            ];
          })
        ];
      };
      networking.firewall.trustedInterfaces = [ "cni0" ];

      services.k3sMigrate = {
        enable = true;
        namespace = "test";
      };

      specialisation = {
        # Before, and the way back: podman runs everything.
        podman.configuration.services.k3sMigrate.containers = lib.mkForce [ ];
        # Hybrid, and what pruning means: one went back to podman.
        hybrid.configuration.virtualisation.oci-containers.containers.hostile.k3s.enable = false;
        # A change like every day's.
        changed.configuration.virtualisation.oci-containers.containers.hostile.environment.ANSWER =
          lib.mkForce "yes";
      };

      environment.systemPackages = [ pkgs.jq ];
    };

  testScript = ''
    import json

    BASE = "/run/booted-system"

    def switch(name):
        system = BASE if name == "base" else f"{BASE}/specialisation/{name}"
        machine.succeed(f"{system}/bin/switch-to-configuration test")

    def deployments():
        found = machine.succeed("k3s kubectl -n test get deployments -o json")
        return sorted(item["metadata"]["name"] for item in json.loads(found)["items"])

    def page():
        machine.wait_until_succeeds("curl -sf http://127.0.0.1:8080/index.html | grep -q hello", timeout=300)

    def seen():
        machine.wait_until_succeeds("test -s /srv/out/seen", timeout=300)
        return machine.succeed("cat /srv/out/seen")

    def forget():
        machine.succeed("rm -f /srv/out/seen")

    machine.start()
    machine.wait_for_unit("k3s.service")
    machine.succeed("echo hello > /var/lib/containers/storage/volumes/pages/_data/index.html")

    with subtest("podman before"):
        forget()
        switch("podman")
        machine.wait_for_unit("podman-web.service")
        machine.wait_for_unit("podman-hostile.service")
        page()
        before = seen()
        assert "CALL=$(less)" in before, before

    with subtest("K3s after: the same answers, the same words, and podman is out of the way"):
        forget()
        switch("base")
        page()
        after = seen()
        assert after == before, f"before:\n{before}\nafter:\n{after}"
        assert deployments() == ["hostile", "web"], deployments()
        for unit in ["podman-web", "podman-hostile"]:
            machine.fail(f"systemctl is-active {unit}.service")
            machine.fail(f"systemctl start {unit}.service")
        machine.fail("grep -r from-a-file /nix/store/*k8s-manifests* /var/lib/k3s-migrate")
        machine.succeed("k3s-migrate status")
        machine.succeed("test -e /var/lib/k3s-migrate/held/podman-web.service")

    with subtest("nothing to do means nothing written"):
        state = machine.succeed("k3s-migrate generations")
        switch("base")
        assert state == machine.succeed("k3s-migrate generations")

    with subtest("a change restarts what it changes"):
        web = "k3s kubectl -n test get pod -l app.kubernetes.io/name=web -o jsonpath='{.items[0].metadata.uid}'"
        pod = machine.succeed(web)
        forget()
        switch("changed")
        machine.wait_until_succeeds("grep -q ANSWER=yes /srv/out/seen", timeout=300)
        assert pod == machine.succeed(web), "web was restarted, and nothing of it had changed"

    with subtest("what goes back to podman is pruned"):
        forget()
        switch("hybrid")
        machine.wait_for_unit("podman-hostile.service")
        assert seen() == before
        machine.wait_until_succeeds("! k3s kubectl -n test get deployment hostile", timeout=120)
        page()

    with subtest("podman does not start what K3s may still run"):
        held = "/var/lib/k3s-migrate/held/podman-hostile.service"
        machine.fail(f"test -e {held}")
        machine.succeed("systemctl stop podman-hostile.service", f"echo '{{\"files\":[],\"left\":true}}' > {held}")
        machine.fail("systemctl start podman-hostile.service")
        machine.succeed(f"rm {held}", "systemctl start podman-hostile.service")

    with subtest("a reboot brings all of it back"):
        machine.shutdown()
        machine.start()
        machine.wait_for_unit("k3s.service")
        page()
        machine.wait_until_succeeds("k3s kubectl -n test rollout status --timeout 10s deployment/hostile", timeout=300)
        assert deployments() == ["hostile", "web"], deployments()

    with subtest("the way back"):
        forget()
        switch("podman")
        machine.wait_for_unit("podman-web.service")
        page()
        assert seen() == before
        machine.wait_until_succeeds("! k3s kubectl -n test get deployment web", timeout=120)
  '';
}
