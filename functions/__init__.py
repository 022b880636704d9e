"""The code of the Lambda functions: one package per function, packaged as it lies here."""
