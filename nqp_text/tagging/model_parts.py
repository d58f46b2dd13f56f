"""The tokenizer and the network of a model folder, tried before they are trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nqp_text.errors import ModelError
from nqp_text.tagging.model_files import AGAIN
from nqp_text.tagging.model_folder import NETWORK, TOKENIZER, ModelFolder
from nqp_text.tagging.network import Network

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def read_tokenizer(folder: ModelFolder) -> Tokenizer:
    """The tokenizer; it cuts nothing off and fills nothing up, whatever its file says.

    Raises ``ModelError`` for a file that is none, or without the special pieces of the model.
    """
    from tokenizers import Tokenizer

    where = folder.path / TOKENIZER
    try:
        found: Tokenizer = Tokenizer.from_file(str(where))
    except Exception as error:  # tokenizers raises nothing more special
        raise ModelError(
            f"The tokenizer cannot be read: {error}.", where=str(where), fix=AGAIN
        ) from error
    special = folder.special
    missing = [
        number
        for number in (special.pad, special.cls, special.sep, special.mask)
        if found.id_to_token(number) is None
    ]
    if missing:
        raise ModelError(
            f"The tokenizer has no piece {missing[0]}, which model.json names as a special one.",
            where=str(where),
            fix=AGAIN,
        )
    found.no_truncation()
    found.no_padding()
    return found


def read_network(folder: ModelFolder, tokenizer: Tokenizer, threads: int = 1) -> Network:
    """The network, after it has read one input.

    Raises ``ModelError`` if it cannot be loaded, or is one for other nodes or pieces.
    """
    network = Network(
        folder.path / NETWORK, folder.pieces, len(folder.nodes), threads, folder.special
    )
    network.check(max(tokenizer.get_vocab(with_added_tokens=True).values()) + 1)
    return network
