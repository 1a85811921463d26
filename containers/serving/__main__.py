"""`python -m containers.serving`; inside the image SageMaker calls it with the one word `serve`."""

import sys
from pathlib import Path

from containers.common.entry import main
from containers.serving.recipe import ServingRecipe
from containers.serving.run import run

ON_SAGEMAKER = ["--recipe", str(Path(__file__).parent / "recipes" / "sagemaker.yaml"), "--input", "/opt/ml/model"]

if __name__ == "__main__":
    arguments = ON_SAGEMAKER if sys.argv[1:] == ["serve"] else sys.argv[1:]
    sys.exit(main(ServingRecipe, run, needs=["input"], argv=arguments))
