# Ports on which services of a host listen, as far as their options say: `{ service, port, protocol, address }`,
# without an address where it is every address. `install` finds the programs that listen without an option.
{ lib }:
{ config, options }:
let
  inherit (import ./listeners/options.nix { inherit lib; } { inherit config options; }) get names;
  table = import ./listeners/table.nix;

  # An option by its dotted name below a service.
  option =
    service: name:
    if name == null then null else get ([ "services" ] ++ service ++ lib.splitString "." name);
  runs = service: option service "enable" == true;
  or' = value: fallback: if value == null then fallback else value;

  at = port: address: { inherit port address; };
  both = each: [
    each
    (each // { protocol = "udp"; })
  ];

  # A row of the table, for one service.
  rows =
    service: row:
    let
      spoken = addressOf (option service (row.text or null));
      found =
        if spoken.port != null then
          spoken
        else
          at (or' (option service (row.port or null)) (row.default or null)) (
            option service (row.address or null)
          );
    in
    map (protocol: found // { inherit protocol; }) (row.protocols or [ "tcp" ]);

  # `127.0.0.1:8080`, `[::1]:8080`, `:8080`; of a list the first.
  addressOf =
    text:
    let
      first = if lib.isList text && text != [ ] then lib.head text else text;
      parts = if lib.isString first then builtins.match "(.*):([0-9]+)(/tcp)?" first else null;
    in
    if parts == null then at null null else at (builtins.elemAt parts 1) (lib.head parts);

  single = lib.concatMap (
    name:
    lib.optionals (runs [ name ]) (
      map (each: each // { service = "services.${name}"; }) (
        lib.concatMap (rows [ name ]) (table.${name} or [ ]) ++ (special.${name} or (_: [ ])) [ name ]
      )
    )
  ) (lib.attrNames (table // special));

  # Services whose options need more than a row.
  special = {
    adguardhome =
      service:
      let
        dns = or' (option service "settings.dns") { };
      in
      lib.concatMap (address: both (at (dns.port or 53) address)) (dns.bind_hosts or [ null ]);
    caddy = service: sites caddy service;
    deluge =
      service: lib.optional (option service "web.enable" == true) (at (option service "web.port") null);
    httpd =
      service:
      lib.concatMap (site: map (each: at (each.port or null) (each.ip or null)) (site.listen or [ ])) (
        hosts service
      );
    mosquitto =
      service:
      map (each: at (each.port or null) (each.address or null)) (or' (option service "listeners") [ ]);
    nginx = service: sites nginx service;
    openssh = service: map (port: at port null) (or' (option service "ports") [ ]);
    postgresql = service: [
      (at (or' (option service "settings.port") (option service "port")) (
        if option service "enableTCPIP" == true then null else "localhost"
      ))
    ];
    radicale =
      service: map addressOf (lib.filter lib.isString (or' (option service "settings.server.hosts") [ ]));
    traefik =
      service:
      map (entry: addressOf (entry.address or null)) (
        lib.filter lib.isAttrs (lib.attrValues (or' (option service "staticConfigOptions.entryPoints") { }))
      );
    # Its settings are variables, or written as in `rocketPort`; without any, Rocket's own are 127.0.0.1 and 8000.
    vaultwarden =
      service:
      let
        settings = or' (option service "config") { };
      in
      [
        (at (or' (settings.ROCKET_PORT or settings.rocketPort or null) 8000) (
          or' (settings.ROCKET_ADDRESS or settings.rocketAddress or null) "127.0.0.1"
        ))
      ];
  };
  hosts = service: lib.attrValues (or' (option service "virtualHosts") { });
  sites = ofSite: service: lib.concatMap (ofSite service) (hosts service);

  # As nixos/modules/services/web-servers/nginx decides what a site listens on.
  nginx =
    service: site:
    let
      only = site.onlySSL or false;
      secured = only || site.addSSL or false || site.forceSSL or false;
      own = site.listenAddresses or [ ];
      addresses = if own != [ ] then own else or' (option service "defaultListenAddresses") [ null ];
      # A line without a port has one for each scheme; `ssl` may decide which.
      lines =
        listen:
        lib.optional ((secured || site.rejectSSL or false) && listen.ssl or null != false) (
          at (or' (listen.port or null) (or' (option service "defaultSSLListenPort") 443)) (
            listen.addr or null
          )
        )
        ++ lib.optional (!only && listen.ssl or null != true) (
          at (or' (listen.port or null) (or' (option service "defaultHTTPListenPort") 80)) (
            listen.addr or null
          )
        );
      default = or' (option service "defaultListen") [ ];
    in
    if site.listen or [ ] != [ ] then
      map (
        each: at (or' (each.port or null) (if each.ssl or false then 443 else 80)) (each.addr or null)
      ) site.listen
    else if default != [ ] && own == [ ] then
      lib.concatMap lines default
    else
      lib.concatMap (addr: lines { inherit addr; }) addresses;

  # `example.org`, `http://example.org`, `:8080`.
  caddy =
    service: site:
    let
      parts = builtins.match "(https?://)?([^:/]*)(:([0-9]+))?(/.*)?" (site.hostName or "");
      scheme = lib.head parts;
      port = builtins.elemAt parts 3;
      plain = or' (option service "httpPort") 80;
      secure = or' (option service "httpsPort") 443;
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
    lib.concatMap
      (
        {
          path,
          name ? lib.last path,
          ofInstance,
        }:
        lib.optionals (runs path) (
          map (
            each:
            each
            // {
              service = "services.${lib.concatStringsSep "." (lib.init path ++ [ name ])}";
            }
          ) (ofInstance path)
        )
      )
      (
        map
          (name: {
            path = [
              "redis"
              "servers"
              name
            ];
            name = if name == "" then "\"\"" else name;
            ofInstance =
              path:
              let
                bind = option path "bind";
              in
              map (at (option path "port")) (
                if bind == null then [ null ] else lib.filter lib.isString (builtins.split " +" bind)
              );
          })
          (names [
            "services"
            "redis"
            "servers"
          ])
        ++ map (name: {
          path = [
            "prometheus"
            "exporters"
            name
          ];
          ofInstance = path: [ (at (option path "port") (option path "listenAddress")) ];
        }) exporters
        ++ map (path: {
          inherit path;
          ofInstance = path: [
            (at (option path "port") (or' (option path "listenAddress") (option path "host")))
          ];
        }) nested
        ++ [
          {
            path = [
              "nfs"
              "server"
            ];
            ofInstance = _: [ (at 2049 null) ];
          }
        ]
      );
  nested = [
    [
      "beszel"
      "hub"
    ]
    [
      "prometheus"
      "alertmanager"
    ]
    [
      "prometheus"
      "pushgateway"
    ]
  ];
  # By name: a loop over all exporters would also ask for those that NixOS has removed.
  exporters = [
    "blackbox"
    "nginx"
    "node"
    "postgres"
    "redis"
    "smartctl"
    "systemd"
  ];

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
