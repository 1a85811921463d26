"""A whole report with made-up but plausible figures, for the tests of the page alone."""

import math

from console.demo.report.answers import Answer, Answers, Equality
from console.demo.report.curation import TITLES, Amount, Copy, Curation, Duplicates, Ledger, Perplexity, PersonalData, Stage
from console.demo.report.deployment import Acknowledgement, Claim, Claims, Created, Pack, Rehearsal, Remark, Synthesis, Unmodelled
from console.demo.report.evaluation import Estimate, Evaluation, Score
from console.demo.report.facts import Missing
from console.demo.report.load import Level, Load, Percentiles
from console.demo.report.provenance import Link, Machine, Provenance, StepTaken
from console.demo.report.report import Report
from console.demo.report.training import Event, Training, Unbroken
from console.demo.report.verdict import checks

HASH = "3b7c1f0e9a5d4c2b8e6f7a1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b"


def a_stage(name: str, documents: tuple[int, int], dropped: dict[str, int]) -> Stage:
    came_in, went_on = (Amount(documents=count, bytes=count * 3_410) for count in documents)
    return Stage(name=name, title=TITLES[name], came_in=came_in, went_on=went_on, dropped=dropped)


def curation() -> Curation:
    return Curation(
        sample="The corpus has 9,000 documents of 40.1 MB. Read was a sample of 2,841 of 24.0 MB: documents in the order of their hash.",
        stages=[
            a_stage("read", (2845, 2841), {"not UTF-8": 4}),
            a_stage("normalise", (2841, 2841), {}),
            a_stage("personal", (2841, 2833), {"private_key": 8}),
            a_stage("exact", (2833, 2102), {"content-hash": 731}),
            a_stage("near", (2102, 1714), {"jaccard": 388}),
            a_stage("quality", (1714, 1522), {"fewest-words": 120, "stop-words": 49, "duplicate-lines": 23}),
            a_stage("perplexity", (1522, 1477), {"too-unlikely": 45}),
            a_stage("classify", (1477, 1477), {}),
        ],
        personal_data=PersonalData(hits={"email": 1804, "ipv4": 311, "phone": 18, "iban": 2}, documents=612),
        duplicates=Duplicates(
            exact=731,
            near=388,
            clusters=141,
            rule="of equal texts the one that states a licence is kept; of near copies the longest; then the smallest id",
            example=[
                Copy(doc_id="wheel/LICENSE.txt", excerpt="MIT License Copyright (c) 2012 <[EMAIL]>", is_kept=True, similarity=1.0),
                Copy(
                    doc_id="attrs/LICENSE", excerpt="The MIT License (MIT) Copyright (c) 2015 the authors", is_kept=False, similarity=0.93
                ),
            ],
        ),
        perplexity=Perplexity(
            unit="perplexity by the byte",
            edges=[2, 2.7, 3.6, 4.8, 6.3, 8.4, 11, 14.6, 19.4, 1718],
            counts=[12, 60, 240, 470, 410, 210, 75, 32, 13],
            median=5.3,
            language="en",
            kept=(2.1, 12.6),
        ),
        languages={"en": 1409, "de": 21, "ja": 9, "fr": 5},
        topics={"documentation": 903, "licence": 301, "changelog": 190, "reference": 83},
        splits={"train": 1329, "dev": 74, "test": 74},
        ledger=Ledger(rows=8_213, root=HASH, problems=[]),
        seconds=61.0,
        hash=HASH,
    )


def training() -> Training:
    losses = [(step, 2.9 + 5.4 * math.exp(-step / 60) + 0.08 * math.sin(step * 1.7)) for step in range(1, 401)]
    return Training(
        losses=losses,
        dev=[(step, 1.6 + 2.4 * math.exp(-step / 60)) for step in range(50, 401, 50)],
        events=[
            Event(event="killed", step=173, text="process 1 killed at step 173"),
            Event(event="resumed", step=150, text="resumed from step 150"),
        ],
        unbroken=Unbroken(first=1, last=200, compared=200, differing=[], after_resume=50),
        parameters=4_210_000,
        vocabulary=4096,
        processes=2,
        tokens=1_638_400,
        tokens_per_second=9_320,
        data_manifest=HASH,
        seconds=181.0,
        hash=HASH,
    )


def evaluation() -> Evaluation:
    return Evaluation(
        confidence=0.95,
        seconds=48.0,
        hash=HASH,
        scores=[
            Score(
                name="bits_per_byte",
                title="Bits per byte",
                unit="bits",
                is_lower_better=True,
                items=74,
                before=Estimate(value=3.412, low=3.38, high=3.444),
                after=Estimate(value=1.702, low=1.66, high=1.744),
                difference=Estimate(value=-1.71, low=-1.74, high=-1.68),
            ),
            Score(
                name="cloze",
                title="Cloze accuracy",
                unit="",
                is_lower_better=False,
                items=120,
                chance=0.25,
                before=Estimate(value=0.26, low=0.18, high=0.34),
                after=Estimate(value=0.55, low=0.46, high=0.64),
                difference=Estimate(value=0.29, low=0.18, high=0.4),
            ),
        ],
    )


def answers() -> Answers:
    return Answers(
        engine="vLLM",
        engine_note="",
        client="openai 3.54.0",
        answers=[
            Answer(
                prompt="This package provides", answer=" a simple interface to the library and its tools.", pieces=14, first_piece_ms=31.0
            ),
            Answer(prompt="Permission is hereby granted,", answer=" free of charge, to any person", pieces=9, first_piece_ms=28.4),
        ],
        streamed_equals_whole=True,
        equality=Equality(prompts=10, equal=10, ties=0, tokens=320, holds=True),
    )


def load() -> Load:
    def percentiles(median: float) -> Percentiles:
        return Percentiles(p50=median, p90=median * 1.5, p95=median * 1.8, p99=median * 2.6)

    levels = [
        Level(
            concurrency=at_once,
            requests=60 * at_once,
            errors=0,
            ttft_ms=percentiles(22 * at_once**0.8),
            itl_ms=percentiles(7 * at_once**0.5),
            e2e_ms=percentiles(460 * at_once**0.6),
            tokens_per_second=140 * at_once**0.6,
        )
        for at_once in (1, 2, 4, 8)
    ]
    return Load(levels=levels, seconds=60.0, tokens_an_answer=64)


def synthesis() -> Synthesis:
    reason = "the key's own policy names the key as *"
    return Synthesis(
        deployment="example-eu",
        regions=["eu-central-1"],
        partition="aws",
        stacks=["example-eu-keys", "example-eu-audit", "example-eu-network", "example-eu-lake", "example-eu-training"],
        resources=123,
        packs=[
            Pack(name="AwsSolutions", conclusion="success", findings=0, acknowledged=2),
            Pack(name="NIST.800.53.R5", conclusion="success", findings=0, acknowledged=0),
        ],
        acknowledgements=[
            Acknowledgement(rule="AwsSolutions-IAM5", pack="AwsSolutions", reason=reason, constructs=["keys/raw", "keys/models"])
        ],
    )


def claims() -> Claims:
    sentences = {
        "no-way-out": "No route, address or listener lets a packet leave the deployment.",
        "our-keys": "Every resource that can take a key takes one of ours.",
        "no-other-place": "Nothing names another region or partition.",
    }
    return Claims(
        claims=[
            Claim(
                name=name,
                statement=statement,
                verdict="holds",
                rules=["a route to a gateway that leads out breaks it"],
                looked_at={"AWS::EC2::Route": 4, "AWS::EC2::SecurityGroup": 6},
                findings=[],
                remarks=[Remark(subject="the audit bucket", sentence="is written by the trail's service principal")],
            )
            for name, statement in sentences.items()
        ]
    )


def rehearsal() -> Rehearsal:
    return Rehearsal(
        stacks={"CDKToolkit": 11, "example-eu-keys": 26, "example-eu-audit": 9, "example-eu-network": 41},
        created=[
            Created(type="AWS::KMS::Key", count=12, names=[f"example-eu-keys/{name}" for name in ("raw", "curated", "models")]),
            Created(type="AWS::S3::Bucket", count=9, names=["example-eu-lake/raw", "example-eu-lake/curated"]),
            Created(type="AWS::FSx::FileSystem", count=1, names=["example-eu-lake/lustre"]),
        ],
        properties=412,
        unread={"AWS::KMS::Key.PendingWindowInDays": "no call tells it before the deletion"},
        unmodelled=[Unmodelled(type="AWS::CDK::Metadata", reason="the CLI's version stamp; it makes nothing in an account")],
        assumed=["machine image al2023"],
        problems=[],
        holds=True,
        seconds={"bootstrap": 21.0, "deploy": 60.2, "read back": 8.1},
    )


def provenance() -> Provenance:
    def taken(name: str, title: str, way: str, proves: str, seconds: float) -> StepTaken:
        return StepTaken(name=name, title=title, way=way, proves=proves, state="finished", seconds=seconds, command=f"blueprint {name}")

    return Provenance(
        machine=Machine(processor="Example CPU", cores=2, memory_gib=24, system="Linux 6.1", python="3.11.9", accelerator="none"),
        versions={"torch": "2.13.0", "transformers": "5.23.0", "aws-cdk-lib": "2.275.0", "cdk-nag": "3.0.2"},
        steps=[
            taken("check", "Check the deployment file", "deployment", "the file is complete and allowed", 2.1),
            taken("synth", "Build and check the templates", "deployment", "the rules hold", 41.0),
            taken("curate", "Curate the corpus", "model", "personal data, copies and noise are removed, on record", 61.0),
        ],
        chain=[
            Link(step="curation", hash=HASH, made_from="", is_chained=None),
            Link(step="training", hash=HASH[::-1], made_from=HASH, is_chained=True),
            Link(step="evaluation", hash=HASH[8:] + HASH[:8], made_from=HASH[::-1], is_chained=True),
        ],
        code="0.1.0",
        seconds=402.0,
    )


def whole_report(**other: object) -> Report:
    """Every section there; `other` replaces some."""
    parts = {
        "made_at": "2026-11-22 04:10",
        "stopped": "",
        "curation": curation(),
        "training": training(),
        "evaluation": evaluation(),
        "answers": answers(),
        "load": load(),
        "synthesis": synthesis(),
        "claims": claims(),
        "rehearsal": rehearsal(),
        "provenance": provenance(),
        "checks": [],
    } | other
    draft = Report.model_validate(parts)
    return draft.model_copy(update={"checks": checks(draft)})


def empty_report() -> Report:
    """A demo that stopped at its first step."""
    sections = ("curation", "training", "evaluation", "answers", "load", "synthesis", "claims", "rehearsal")
    nothing = {name: Missing(missing=f"the step for {name} has not finished") for name in sections}
    return whole_report(
        **nothing, stopped="Check the deployment file failed: 2 problems.", provenance=provenance().model_copy(update={"chain": []})
    )
