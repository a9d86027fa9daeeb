"""Landscape job: its published id, and what experiments with the same landscape share."""

import hashlib

from talk import experiment, racer

from app.core.settings import Settings
from app.jobs.landscape_job import landscape_id
from app.jobs.services import Services
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.scan import ScanRequest


def test_published_id_keeps_its_text():
    request = ScanRequest("{}", 33, ((0.0, 1.0), (0.0, 2.0)), (1, 3), True, False)
    text = (
        "Scan(experiment='{}', resolution=33, domain=((0.0, 1.0), (0.0, 2.0)), at=(1, 3), "
        "steady=True, batch=False)"
    )
    assert landscape_id(request) == hashlib.sha256(text.encode()).hexdigest()[:32]


def test_other_racers_share_the_job_of_a_surface():
    services = Services(Settings(store=""))
    one, other = (
        complete(Experiment.model_validate(experiment(racer(name, lr=1e-3)))) for name in ("sgd", "adam")
    )
    job = services.landscape_job(one, 33)
    assert services.landscape_job(other, 33) is job
    assert services.landscape_job(other, 65) is not job
    assert services.landscape_job(other, 33, at=(0, 5)) is not job
