"""The whole error tree: what happened (with the offending value) and what to type next.

    AskvnError
    ├── SettingsError              an unknown key, or a value that cannot be used
    ├── DocumentError              a file that cannot be read; the others go on
    ├── IndexStateError
    │   ├── IndexMissingError      no index where one was expected
    │   ├── IndexMismatchError     the index was built with other settings
    │   ├── IndexLockedError       another process writes to the index (retryable)
    │   └── IndexDamagedError      a file of the index is missing or changed
    ├── ModelError
    │   ├── ModelNotFoundError     a model is neither on disk nor in a reachable hub
    │   ├── ModelDamagedError      a model file is not the one its card names
    │   ├── ModelUnfitError        a file or folder that is no model askvn can use
    │   ├── ModelLockedError       another process fetches the same model (retryable)
    │   ├── SpaceError             a model does not go into what is free on the disk
    │   ├── BundleError            a bundle of models that cannot be trusted or made
    │   ├── PromptTooLongError     what is to be read does not go into a model's context
    │   ├── AnswerTimeoutError     a model gave no sentence in the time it had (retryable)
    │   ├── ServiceError
    │   │   ├── ServiceUnreachableError    no model's server answers (retryable)
    │   │   ├── ServiceAccessError         a model's server wants a key, or another one
    │   │   └── ServiceStreamError         a reply that breaks off or makes no sense (retryable)
    │   └── HubError
    │       ├── HubUnreachableError    the model hub does not answer (retryable)
    │       └── HubAccessError         the hub wants an account or accepted terms
    ├── EvaluationError            an evaluation set or result that cannot be used
    ├── TrainingError              documents that are too few to train a model on
    ├── LogError                   the conversation log cannot be used; answers go on without it
    └── MissingExtraError          an optional package is not installed

Messages are English templates; `askvn.messages` holds their Vietnamese wording.
"""

from __future__ import annotations


class AskvnError(Exception):
    """Base class. The message says what happened; `hint` says what to do about it."""

    retryable = False

    def __init__(self, template: str, *, hint: str = "", **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.hint_template = hint
        self.values = values

    @property
    def hint(self) -> str:
        """The English hint, something that can be typed; empty where there is none."""
        return self.hint_template.format(**self.values)


class SettingsError(AskvnError):
    """A setting is unknown or has a value that cannot be used."""


class DocumentError(AskvnError):
    """A file cannot be read as a document."""


class IndexStateError(AskvnError):
    """Base class of everything that is wrong with an index."""


class IndexMissingError(IndexStateError):
    """There is no index in the folder."""


class IndexMismatchError(IndexStateError):
    """The index was built with settings other than the ones asked for."""


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""

    retryable = True


class IndexDamagedError(IndexStateError):
    """A file of the index is missing or is not what the manifest says."""


class ModelError(AskvnError):
    """Base class of everything that is wrong with a model."""


class ModelNotFoundError(ModelError):
    """A model is neither on disk nor in a hub that can be reached."""


class ModelDamagedError(ModelError):
    """A model file cannot be loaded or is not the one its card names."""


class ModelUnfitError(ModelError):
    """A file or folder is no model that askvn can use."""


class ModelLockedError(ModelError):
    """Another process is fetching the same model."""

    retryable = True


class SpaceError(ModelError):
    """A model does not go into what is free on the disk."""


class BundleError(ModelError):
    """A bundle of models cannot be trusted, or cannot be made."""


class PromptTooLongError(ModelError):
    """What is to be read does not go into the context of a language model."""


class AnswerTimeoutError(ModelError):
    """A language model wrote no whole sentence in the time it had."""

    retryable = True


class ServiceError(ModelError):
    """Base class of everything that the server of a language model refuses."""


class ServiceUnreachableError(ServiceError):
    """No server of the language model answers, or all are too busy."""

    retryable = True


class ServiceAccessError(ServiceError):
    """The server of a language model wants a key, or does not take the one it was given."""


class ServiceStreamError(ServiceError):
    """A reply of a language model's server breaks off or makes no sense."""

    retryable = True


class HubError(ModelError):
    """Base class of everything that a model hub refuses."""


class HubUnreachableError(HubError):
    """The model hub does not answer, or may not be asked."""

    retryable = True


class HubAccessError(HubError):
    """The model hub wants an account, or its terms accepted."""


class EvaluationError(AskvnError):
    """An evaluation set, or the result of one, cannot be used."""


class TrainingError(AskvnError):
    """The documents are too few to train a model on, or to measure it with."""


class LogError(AskvnError):
    """The conversation log cannot be used, or has nothing like what was asked of it."""


class MissingExtraError(AskvnError, ImportError):
    """An optional package is not installed."""

    def __init__(self, package: str, *, extra: str) -> None:
        super().__init__(
            "package '{package}' is not installed",
            hint="pip install 'askvn[{extra}]'",
            package=package,
            extra=extra,
        )
