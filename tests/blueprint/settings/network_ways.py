"""Each way in which a declared way in for networks can be wrong; a part of the table in test_rules.py."""

CA = "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/01234567-89ab-4cde-8f01-23456789abcd"
CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/01234567-89ab-4cde-8f01-23456789abcd"
AGENCY = "arn:aws:iam::444455556666:root"
TGW = {"id": "tgw-0123456789abcdef0", "cidrs": ["10.60.0.0/16"]}
VPN = {"address": "198.51.100.7", "cidrs": ["10.70.0.0/16"]}
DX = "01234567-89ab-4cde-8f01-23456789abcd"
LINK = {"principals": [AGENCY], "clients": ["10.80.0.0/16"], "targets": ["10.20.192.20"]}
PATH = "ways_in.private_link"


def link(**other: object) -> dict[str, object]:
    """A service with its certificate, and one thing otherwise."""
    return {PATH: LINK | other, "ways_in.certificates": {"imported": CERTIFICATE}}


def gateway(**other: object) -> dict[str, object]:
    return {"ways_in.transit_gateway": TGW | other}


def certificates(**part: object) -> dict[str, object]:
    return {PATH: LINK, "ways_in.certificates": part}


BREAKS = [
    ("a range on the internet", gateway(cidrs=["8.8.8.0/24"]), "ways_in.transit_gateway.cidrs[0]", "a range inside 10.0.0.0/8"),
    ("a range as wide as the world", gateway(cidrs=["0.0.0.0/0"]), "ways_in.transit_gateway.cidrs[0]", "/12 to /32"),
    ("a range that is a whole /8", gateway(cidrs=["10.0.0.0/8"]), "ways_in.transit_gateway.cidrs[0]", "/12 to /32"),
    ("a range with bits beyond", gateway(cidrs=["10.60.0.1/16"]), "ways_in.transit_gateway.cidrs[0]", "no bits beyond it"),
    (
        "a range that is our own",
        gateway(cidrs=["10.20.64.0/18"]),
        "ways_in.transit_gateway.cidrs[0]",
        "apart from network.cidr, 10.20.0.0/16",
    ),
    ("a range inside another", gateway(cidrs=["10.60.0.0/16", "10.60.1.0/24"]), "ways_in.transit_gateway.cidrs[1]", "cidrs[0]"),
    ("a range of SageMaker's", gateway(cidrs=["172.17.3.0/24"]), "ways_in.transit_gateway.cidrs[0]", "apart from 172.17.0.0/16"),
    ("a range by IPv6", gateway(cidrs=["fd00::/8"]), "ways_in.transit_gateway.cidrs[0]", "an IPv4 range"),
    ("no range", gateway(cidrs=[]), "ways_in.transit_gateway.cidrs", "at least 1 entries"),
    ("a gateway that is none", gateway(id="igw-0123456789abcdef0"), "ways_in.transit_gateway.id", "tgw- and 8 or 17"),
    ("a tier twice", gateway(tiers=["nodes", "nodes"]), "ways_in.transit_gateway.tiers[1]", "each tier once"),
    ("a tier that is none", gateway(tiers=["internet"]), "ways_in.transit_gateway.tiers[0]", "one of: nodes, endpoints"),
    (
        "a range behind two lines",
        {**gateway(), "ways_in.vpn": VPN | {"cidrs": ["10.60.9.0/24"]}},
        "ways_in.transit_gateway.cidrs[0]",
        "apart from ways_in.vpn.cidrs[0], which is behind another line",
    ),
    (
        "a Direct Connect gateway by name",
        {"ways_in.direct_connect": {"gateway": "main", "cidrs": ["10.60.0.0/16"]}},
        "ways_in.direct_connect.gateway",
        "a UUID",
    ),
    ("a far end inside", {"ways_in.vpn": VPN | {"address": "10.1.2.3"}}, "ways_in.vpn.address", "one public IPv4 address"),
    ("a far end by name", {"ways_in.vpn": VPN | {"address": "vpn.example.org"}}, "ways_in.vpn.address", "one public IPv4 address"),
    ("a far end that is a group's", {"ways_in.vpn": VPN | {"address": "224.0.0.5"}}, "ways_in.vpn.address", "one public IPv4 address"),
    ("a system of no number", {"ways_in.vpn": VPN | {"asn": 0}}, "ways_in.vpn.asn", "1 to 2147483647"),
    ("a key in the file", {"ways_in.vpn": VPN | {"pre_shared_key": "x"}}, "ways_in.vpn.pre_shared_key", "unknown key"),
    (
        "a far end's certificate of another region",
        {"ways_in.vpn": VPN | {"certificate": CERTIFICATE.replace("eu-central-1", "us-east-1")}},
        "ways_in.vpn.certificate",
        "is of the region us-east-1",
    ),
    ("everybody may ask", link(principals=["*"]), f"{PATH}.principals[0]", "never *"),
    ("every account may ask", link(principals=["arn:aws:iam::*:root"]), f"{PATH}.principals[0]", "never *"),
    (
        "an agency of another partition",
        link(principals=["arn:aws-us-gov:iam::444455556666:root"]),
        f"{PATH}.principals[0]",
        "is of the partition aws-us-gov",
    ),
    ("an agency that is us", link(principals=["arn:aws:iam::111122223333:root"]), f"{PATH}.principals[0]", "of another agency"),
    ("an agency twice", link(principals=[AGENCY, AGENCY]), f"{PATH}.principals[1]", "each principal once"),
    ("nobody may ask", link(principals=[]), f"{PATH}.principals", "at least 1 entries"),
    ("nothing behind the balancer", link(targets=[]), f"{PATH}.targets", "at least 1 entries"),
    ("a target elsewhere", link(targets=["10.99.0.9"]), f"{PATH}.targets[0]", "an address in network.subnets"),
    ("a target that AWS keeps", link(targets=["10.20.192.2"]), f"{PATH}.targets[0]", "not the first four and not the last"),
    ("a target by name", link(targets=["model"]), f"{PATH}.targets[0]", "an IPv4 address"),
    ("a target twice", link(targets=["10.20.192.20"] * 2), f"{PATH}.targets[1]", "each address once"),
    ("a service with AWS's name", link(name="kms.eu-central-1.amazonaws.com"), f"{PATH}.name", "apart from AWS's own, amazonaws.com"),
    ("a service without a certificate", {PATH: LINK}, PATH, "beside ways_in.certificates"),
    ("a certificate for nobody", {"ways_in.certificates": {"imported": CERTIFICATE}}, "ways_in.certificates", "nothing here listens"),
    ("a certificate from nowhere", certificates(), "ways_in.certificates", "exactly one of imported, authority"),
    (
        "a certificate from two places",
        certificates(imported=CERTIFICATE, authority=CA),
        "ways_in.certificates",
        "exactly one of imported, authority",
    ),
    ("an authority that is not told the name", certificates(authority=CA), "ways_in.certificates.name", "required"),
    (
        "a name for a certificate that has one",
        certificates(imported=CERTIFICATE, name="a.example.org"),
        "ways_in.certificates.name",
        "has its names already",
    ),
    (
        "an authority that is a certificate",
        certificates(authority=CERTIFICATE, name="a.example.org"),
        "ways_in.certificates.authority",
        "an ARN of the form arn:aws:acm-pca:eu-central-1:111122223333",
    ),
    (
        "a certificate of another account",
        certificates(imported=CERTIFICATE.replace("1111", "9999")),
        "ways_in.certificates.imported",
        "is of the account 999922223333",
    ),
    (
        "a zone of one label",
        {**gateway(), "ways_in.private_zones": {"name": "internal"}},
        "ways_in.private_zones.name",
        "two labels or more",
    ),
    (
        "a zone above AWS's names",
        {**gateway(), "ways_in.private_zones": {"name": "api.aws"}},
        "ways_in.private_zones.name",
        "apart from AWS's own",
    ),
    ("a zone that nobody asks", {"ways_in.private_zones": {"name": "llm.example.internal"}}, "ways_in.private_zones", "nobody asks for it"),
]
