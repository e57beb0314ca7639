# Ports on which services of a host listen, as far as their options say: `{ service, port, protocol, address }`,
# without an address where it is every address. `install` finds the programs that listen without an option.
{ lib }:
config:
let
  at = port: address: { inherit port address; };
  udp = each: each // { protocol = "udp"; };
  # Of DNS, both.
  both = each: [
    each
    (udp each)
  ];

  # An option that does not exist, as in another version of NixOS, is `null` and makes no row.
  table = {
    adguardhome = c: [ (at (c.port or null) (c.host or null)) ] ++ dns (c.settings.dns or { });
    audiobookshelf = c: [ (at (c.port or null) (c.host or null)) ];
    bazarr = c: [ (at (c.listenPort or null) null) ];
    calibre-server = c: [ (at (c.port or null) (c.host or null)) ];
    changedetection-io = c: [ (at (c.port or null) (c.listenAddress or null)) ];
    code-server = c: [ (at (c.port or null) (c.host or null)) ];
    dockerRegistry = c: [ (at (c.port or null) (c.listenAddress or null)) ];
    esphome = c: [ (at (c.port or null) (c.address or null)) ];
    forgejo = git;
    gitea = git;
    grafana =
      c:
      let
        server = c.settings.server or { };
      in
      [ (at (server.http_port or null) (server.http_addr or null)) ];
    home-assistant = c: [ (at (c.config.http.server_port or null) null) ];
    homepage-dashboard = c: [ (at (c.listenPort or null) null) ];
    immich = c: [ (at (c.port or null) (c.host or null)) ];
    jackett = c: [ (at (c.port or null) null) ];
    jellyseerr = c: [ (at (c.port or null) null) ];
    jenkins = c: [ (at (c.port or null) (c.listenAddress or null)) ];
    lidarr = servarr;
    mealie = c: [ (at (c.port or null) (c.listenAddress or null)) ];
    mysql = c: [ (at (c.settings.mysqld.port or 3306) (c.settings.mysqld.bind-address or null)) ];
    navidrome = c: [ (at (c.settings.Port or null) (c.settings.Address or null)) ];
    netbox = c: [ (at (c.port or null) (c.listenAddress or null)) ];
    node-red = c: [ (at (c.port or null) null) ];
    ollama = c: [ (at (c.port or null) (c.host or null)) ];
    open-webui = c: [ (at (c.port or null) (c.host or null)) ];
    openssh = c: map (port: at port null) (c.ports or [ ]);
    paperless = c: [ (at (c.port or null) (c.address or null)) ];
    photoprism = c: [ (at (c.port or null) (c.address or null)) ];
    postgresql = c: [
      (at (c.settings.port or c.port or null) (if c.enableTCPIP or false then null else "localhost"))
    ];
    prometheus = c: [ (at (c.port or null) (c.listenAddress or null)) ];
    prowlarr = servarr;
    radarr = servarr;
    readarr = servarr;
    sonarr = servarr;
    tandoor-recipes = c: [ (at (c.port or null) (c.address or null)) ];
    tautulli = c: [ (at (c.port or null) null) ];
    transmission = c: [ (at (c.settings.rpc-port or null) (c.settings.rpc-bind-address or null)) ];
    trilium-server = c: [ (at (c.port or null) (c.host or null)) ];
    uptime-kuma = c: [ (at (c.settings.PORT or null) (c.settings.HOST or null)) ];
    vaultwarden = c: [ (at (c.config.ROCKET_PORT or null) (c.config.ROCKET_ADDRESS or null)) ];

    nginx = c: lib.concatMap (nginx c) (lib.attrValues (c.virtualHosts or { }));
    caddy = c: lib.concatMap (caddy c) (lib.attrValues (c.virtualHosts or { }));
    dnsmasq = c: both (at (c.settings.port or 53) null);
    mosquitto = c: map (each: at (each.port or null) (each.address or null)) (c.listeners or [ ]);
  };

  servarr = c: [ (at (c.settings.server.port or null) null) ];
  git =
    c:
    let
      server = c.settings.server or { };
    in
    [ (at (server.HTTP_PORT or null) (server.HTTP_ADDR or null)) ];
  dns =
    settings:
    lib.concatMap (address: both (at (settings.port or 53) address)) (settings.bind_hosts or [ ]);

  nginx =
    c: site:
    let
      secured = site.addSSL or false || site.forceSSL or false || site.onlySSL or false;
      ports =
        lib.optional (!(site.onlySSL or false)) (c.defaultHTTPListenPort or 80)
        ++ lib.optional secured (c.defaultSSLListenPort or 443);
      addresses =
        if site.listenAddresses or [ ] != [ ] then
          site.listenAddresses
        else
          c.defaultListenAddresses or [ null ];
    in
    if site.listen or [ ] != [ ] then
      map (
        each:
        at (
          if each.port or null != null then
            each.port
          else if each.ssl or false then
            443
          else
            80
        ) (each.addr or null)
      ) site.listen
    else
      lib.concatMap (port: map (at port) addresses) ports;

  # `example.org`, `http://example.org`, `:8080`.
  caddy =
    c: site:
    let
      parts = builtins.match "(https?://)?([^:/]*)(:([0-9]+))?(/.*)?" (site.hostName or "");
      scheme = lib.head parts;
      port = builtins.elemAt parts 3;
      plain = c.httpPort or 80;
      secure = c.httpsPort or 443;
      ports =
        if parts == null then
          [ ]
        else if port != null then
          [ port ]
        else if scheme == "http://" then
          [ plain ]
        else
          [
            plain
            secure
          ];
      addresses = if site.listenAddresses or [ ] != [ ] then site.listenAddresses else [ null ];
    in
    lib.concatMap (port: map (at port) addresses) ports;

  # Services with several instances, each with its own `enable`.
  instances =
    lib.concatMap (
      name:
      let
        c = config.services.redis.servers.${name};
      in
      lib.optionals (c.enable or false && c.port or 0 != 0) (
        map (address: at c.port address // { service = "services.redis.servers.${quoted name}"; }) (
          if c.bind or null == null then [ null ] else lib.filter lib.isString (builtins.split " +" c.bind)
        )
      )
    ) (lib.attrNames (config.services.redis.servers or { }))
    ++ lib.concatMap (
      name:
      let
        c = config.services.prometheus.exporters.${name};
      in
      lib.optional (c.enable or false) (
        at (c.port or null) (c.listenAddress or null)
        // {
          service = "services.prometheus.exporters.${name}";
        }
      )
    ) exporters;
  quoted = name: if name == "" then "\"\"" else name;
  # By name: a loop over all exporters would also ask for those that NixOS has removed.
  exporters = lib.filter (name: (config.services.prometheus.exporters or { }) ? ${name}) [
    "blackbox"
    "nginx"
    "node"
    "postgres"
    "redis"
    "smartctl"
    "systemd"
  ];

  single = lib.concatMap (
    name:
    lib.optionals (config.services.${name}.enable or false) (
      map (each: each // { service = "services.${name}"; }) (table.${name} config.services.${name})
    )
  ) (lib.attrNames table);

  number =
    port:
    if lib.isString port && builtins.match "[1-9][0-9]*" port != null then
      builtins.fromJSON port
    else
      port;
  bare = address: builtins.replaceStrings [ "[" "]" ] [ "" "" ] address;
  everywhere = [
    ""
    "*"
    "0.0.0.0"
    "::"
    "::0"
  ];
  row =
    each:
    let
      port = number each.port;
      address = if each.address == null then "" else bare each.address;
      known = builtins.match "[0-9]+[.][0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]*" address != null;
      result = {
        inherit (each) service;
        inherit port;
        protocol = each.protocol or "tcp";
      };
    in
    if !builtins.isInt port || port == 0 then
      [ ]
    else if lib.elem address everywhere then
      [ result ]
    else if address == "localhost" then
      [ (result // { address = "127.0.0.1"; }) ]
    else
      # A name, or the path of a socket: it is not resolved here.
      lib.optional known (result // { inherit address; });
in
lib.unique (lib.concatMap row (single ++ instances))
