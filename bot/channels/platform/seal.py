"""The platforms' signature and encryption."""

import base64
import binascii
import secrets

from wechatpy.crypto import PKCS7Encoder, WeChatCipher
from wechatpy.utils import WeChatSigner

from bot.channels.platform.rejections import Rejection, rejected

_BLOCK = PKCS7Encoder.block_size
_HEAD = 20  # 16 random bytes and the length


def signature(*signed: str) -> str:
    """What the platform writes under these strings, the token being one of them."""
    signer = WeChatSigner()
    signer.add_data(*signed)
    return str(signer.signature)


class Seal:
    """The platform's encryption: AES-256-CBC around random bytes, length, text and receiver."""

    def __init__(self, aes_key: str, receiver: str) -> None:
        self._cipher = WeChatCipher(base64.b64decode(f"{aes_key}="))
        self._receiver = receiver.encode()

    def open(self, sealed: str) -> bytes:
        """The text inside; raises CallbackError when it is damaged or meant for somebody else."""
        plain = self._decrypt(sealed)
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise rejected(Rejection.UNREADABLE)
        framed = plain[:-pad]
        end = _HEAD + int.from_bytes(framed[16:_HEAD], "big")
        if len(framed) < _HEAD or end > len(framed):
            raise rejected(Rejection.UNREADABLE)
        if framed[end:] != self._receiver:
            raise rejected(Rejection.FOREIGN)
        return framed[_HEAD:end]

    def close(self, text: str, random16: bytes | None = None) -> str:
        """The text sealed for the receiver, in base64; `random16` is given only by tests."""
        content = text.encode()
        head = (random16 or secrets.token_bytes(16)) + len(content).to_bytes(4, "big")
        padded = PKCS7Encoder.encode(head + content + self._receiver)
        return base64.b64encode(self._cipher.encrypt(padded)).decode()

    def _decrypt(self, sealed: str) -> bytes:
        try:
            plain: bytes = self._cipher.decrypt(base64.b64decode(sealed, validate=True))
        except (binascii.Error, ValueError):
            raise rejected(Rejection.UNREADABLE) from None
        if not plain:
            raise rejected(Rejection.UNREADABLE)
        return plain
