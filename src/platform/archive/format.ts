/** The numbers of the ZIP format (PKWARE APPNOTE 6.3) that our writer and our reader of streams share. */
export const signature = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
}

/** Bit 3: sizes and checksum follow the content, because it is streamed. Bit 11: names are UTF-8. */
export const streamedUtf8 = 0x0808

export const deflated = 8

/** From this size or place on a field of 32 bits is not enough. */
export const from64 = 0xffffffff

export const localHeaderBytes = 30

/** Bytes of what follows a streamed content: signature, checksum and both sizes. */
export const descriptorBytes = (large: boolean) => (large ? 24 : 16)
