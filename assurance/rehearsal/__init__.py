"""The rehearsal: the real CDK CLI deploys into a strict local simulator, and boto3 says what is there.

`types` knows, for each CloudFormation type, how the service makes it and how boto3 reads it back; `simulator` is the process that the CLI
talks to; `run` puts the two together. Nothing here reaches an address other than this machine's own.
"""
