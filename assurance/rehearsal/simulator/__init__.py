"""The process that the CDK CLI talks to: moto's server, made strict.

moto answers "created" for types that it does not know and drops properties that it does not read. Here CloudFormation makes every
resource through the service's own API by the models in `assurance.rehearsal.types`, and whatever they do not know fails the stack.
All that is changed in moto is changed in `install`.
"""
