package dev.usher.daemon.attach;

import dev.usher.fd.FileIdentity;
import java.nio.file.attribute.FileTime;

/**
 * Which file was read, to remove that one and no other.
 *
 * @param directory the real path of the directory it was in
 * @param name its name there
 * @param identity its inode
 * @param changed when the inode was changed last (st_ctime): numbers of inodes are used again at once, with another time
 */
public record FileMark(String directory, String name, FileIdentity identity, FileTime changed) {}
